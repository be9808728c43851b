# Helping out: what there is to do, also for those who do not program.
nav-help-out = Help out
help-out-title = Help out with government software
help-out-lead = Choose something that suits you. You can write code, but also test, write texts, translate, design or answer questions.
help-out-any-help = Any kind of help
help-out-on-this-page = On this page
help-out-tasks = { $count ->
    [one] First task (1)
   *[other] First tasks ({ $count })
}
help-out-tasks-what = Owners set these tasks aside for newcomers. Nobody is working on them yet. Each time we look, we check again which are open.
help-out-tasks-all = See all repositories with tasks
help-out-questions = { $count ->
    [one] Question waiting for an answer (1)
   *[other] Questions waiting for an answer ({ $count })
}
help-out-questions-what = Nobody else has replied to these questions yet. Do you know the answer? Do you see the problem too? Add what you know.
help-out-questions-all = See all repositories with questions
help-out-nothing-chosen = We find nothing now that matches this choice. You can also do this:
help-out-nothing = We know of no tasks or questions now. You can also do this:
help-out-since = open since { $date }
help-out-in = in
help-out-forge = The tasks and questions are on the owner’s platform. You often need an account there.
facet-help = What you can do
facet-help-none = No tasks or questions known
help-kind-code = Programming
help-kind-design = Designing
help-kind-text = Writing texts
help-kind-translation = Translating
help-kind-testing = Testing
help-kind-research = Research
help-kind-community = Bringing people together
help-kind-security = Making it safer
help-kind-any = Tasks of no stated kind
help-kind-questions = Answering questions
repository-tasks = First tasks
repository-tasks-what = The owner looks for somebody to do this.
repository-questions = Waiting for an answer
