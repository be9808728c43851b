# How soon questions and changes get a first answer.
section-responsiveness = Response time
explain-responsiveness = How we determine the response time
facet-responsiveness = Response time

answers-quick = Answers quickly
answers-weeks = Answers within a month
answers-slow = Slow to answer
answers-too-few = Not enough known
answers-unknown = Response time unknown

reason-first_answer_within = of { $count } questions and changes in half a year, half got a first answer { $days ->
    [0] within a day
    [one] within 1 day
   *[other] within { $days } days
}; { $waiting ->
    [0] none is waiting
    [one] 1 is still waiting
   *[other] { $waiting } are still waiting
}
reason-most_wait = of { $count } questions and changes in half a year, { $waiting ->
    [one] 1 is
   *[other] { $waiting } are
} still waiting for a first answer
reason-too_few_asked = { $count ->
    [0] we know of no questions or changes in the last half year; we measure the response time from { $least } on
    [one] we know of 1 question or change in the last half year; we measure the response time from { $least } on
   *[other] we know of { $count } questions and changes in the last half year; we measure the response time from { $least } on
}
reason-answers_not_told = this source does not say how soon answers came
reason-answers_of_archived = the repository is archived, so we do not judge its response time

explanation-responsiveness-title = How we determine the response time
explanation-responsiveness-intro = We look at questions and changes from others in the last half year. We count the days until somebody else answers, and take the middle one. What still waits counts as the longest. Questions from programs do not count. The response time does not say whether the software is good.
explanation-answers-quick = Half of them get a first answer within 7 days.
explanation-answers-weeks = Half of them get a first answer within 30 days.
explanation-answers-slow = Half of them wait longer, or are still waiting.
explanation-answers-too-few = We know of fewer than 5 questions and changes.
explanation-answers-unknown = The repository is archived, or our source does not say how soon answers came.
