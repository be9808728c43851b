# What a repository publishes, whether it is at risk, and where it is kept up.
section-risk = Risk
explain-risk = How we judge risk
facet-at-risk = Risk
facet-kind = Kind of content

risk-at-risk = At risk
risk-not-at-risk = No sign of risk
risk-already-left = Already left
risk-at-risk-one_person_makes_most_commits = Depends on one person
risk-at-risk-commits_fell_while_used = In use but going quiet
risk-at-risk-commits_fell_while_starred = In use but going quiet
risk-at-risk-commits_fell_while_forked = In use but going quiet
risk-unknown = Not enough data on risk
publishes-software = Software
publishes-standard = Standard
publishes-data = Data
publishes-documentation = Documentation
publishes-unknown = Unknown

reason-package_release_recent = version { $version } of the package { $package } came out on { $date }
reason-last_package_release = the last version ({ $version } of the package { $package }) came out on { $date }
reason-kept_up_elsewhere = this is a copy: it is maintained at { $address }, and the changes here come from there
reason-kept_up_elsewhere_unnamed = this is a copy: it is maintained elsewhere, and the platform does not say where
reason-publiccode_names_other_home = publiccode.yml gives this as the address of the software: { $address }
reason-fork_without_own_push = this fork was made on { $date } and nobody changed anything here since; the changes in it come from { $address }
reason-fork_without_own_push_unnamed = this fork was made on { $date } and nobody changed anything here since; the changes in it come from the original
reason-finished_standard = this is a standard: it changes little by nature, so quiet does not mean neglect
reason-data_rather_than_software = this is data and not software: quiet does not mean neglect
reason-documentation_rather_than_software = this is documentation and not software: quiet does not mean neglect

reason-kind_declared_in_publiccode = publiccode.yml gives the type of software ‘{ $type }’
reason-kind_by_topic = it has the topic ‘{ $word }’ and hardly any code
reason-kind_by_name = the name says ‘{ $word }’ and there is little code
reason-kind_by_readme_title = the title of the README says ‘{ $word }’ and there is little code
reason-kind_by_publication = the text mentions ‘{ $word }’, with which texts are published, and there is little code
reason-kind_by_description = the description says ‘{ $word }’ and there is no code
reason-kind_by_readme = the start of the README says ‘{ $word }’ and there is no code
reason-kind_by_contents = it says that it holds ‘{ $word }’
reason-kind_by_software_name = the name or the title says ‘{ $word }’
reason-kind_by_definition = its text calls it ‘{ $word }’, and there is little code
reason-kind_by_account = { $account } publishes standards, and there is little code
reason-kind_by_code = there is code in { $language }
reason-kind_by_markup = there are texts with markup ({ $language }) and hardly any code
reason-kind_without_code = there is no code
reason-kind_not_known = this source does not say which programming languages there are
reason-kind_of_nothing = the repository is empty

reason-one_person_makes_most_commits = one person made { $percent }% of the { $commits } changes by people in the last year
reason-several_people_commit = { $people } people made { $commits } changes in the last year; the one who did most made { $percent }%
reason-few_commits_last_year = { $commits ->
    [0] in the last year nobody changed the code; with fewer than { $least } changes a share says nothing
    [one] in the last year there was 1 change by a person; with fewer than { $least } a share says nothing
   *[other] in the last year there were { $commits } changes by people; with fewer than { $least } a share says nothing
}
reason-few_commits_year_before = in the year before there were { $before } changes by people, against { $commits } in the last year; with fewer than { $least } a fall says nothing
reason-commits_held_up = the number of changes did not fall sharply: { $commits } in the last year, { $before } in the year before
reason-commits_fell_while_used = the number of changes fell from { $before } to { $commits } a year, and publiccode.yml names { $users ->
    [one] 1 organisation that uses it
   *[other] { $users } organisations that use it
}
reason-commits_fell_while_starred = the number of changes fell from { $before } to { $commits } a year, and { $users } people gave it a star
reason-commits_fell_while_forked = the number of changes fell from { $before } to { $commits } a year, and others made { $users } forks
reason-commits_fell_unused = the number of changes fell from { $before } to { $commits } a year, but nothing shows that others use it
reason-commits_fell_use_not_known = the number of changes fell from { $before } to { $commits } a year, but this source does not say whether others use it
reason-fall_in_nature_of_kind = { $kind ->
    [standard] with a standard it is natural that less changes after a while
    [data] with data it is natural that less changes after a while
   *[documentation] with documentation it is natural that less changes after a while
}
reason-people_already_left = nobody works on it any more, so there is no risk left to judge; the status says since when
reason-risk_of_archived = the repository is archived, so we do not judge its risk
reason-risk_without_commits = we have no facts about changes to the code
reason-risk_commits_not_counted = we could not count all changes, only those since { $date }
reason-risk_authors_not_counted = we do not know how the changes of the last year are spread over people

explanation-status-elsewhere = The status of a mirror follows the changes of the original, and we say where it is maintained. A fork that nobody changed is not called active because of work on the original. A repository with several packages gets one status for all of them.
explanation-kind-title = What is in a repository
explanation-kind-intro = Not everything is software. A finished standard may be quiet. That is why we look at what a repository publishes. We call it something other than software only when it has hardly any code, and its name, topics, description or README say what it is instead. Without any code it is documentation, unless there is another sign.
explanation-publishes-software = There is code in it, or publiccode.yml gives a type of software.
explanation-publishes-standard = A standard, specification or information model.
explanation-publishes-data = Data or code lists.
explanation-publishes-documentation = Texts, designs and other files for people.
explanation-publishes-unknown = Our source does not say which programming languages there are, or the repository is empty.
explanation-risk-title = How we judge whether a repository is at risk
explanation-risk-intro = Risk is separate from the status. We look at whether the knowledge is with one person, and whether people stop working on software that others use. A year is 52 weeks. Changes by bots do not count. With fewer than 12 changes in a year a share or a fall says nothing.
explanation-risk-at-risk = One person made 80% or more of the changes in the last year. Or the number of changes fell by 75% or more against the year before, while others use the software: at least 10 stars, at least 3 forks, or an organisation that publiccode.yml names. A fall counts for software only.
explanation-risk-not-at-risk = Neither rule holds. That does not mean that all is well: look at the maintenance too.
explanation-risk-already-left = The people have already left: the status is dormant or unmaintained. Then we do not judge the risk. Standards, data and documentation may be quiet; for those we say that the risk is unknown.
explanation-risk-unknown = The repository is archived, a fact that we need is missing, or so little changes that neither rule says anything.
