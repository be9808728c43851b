# Forms in general: what fields need, and what can be wrong.
form-required = (required)
form-choose = Choose
form-organisation-find = Find the organisation
form-organisation-none = We know no organisation by this name. Search for a part of the name.
form-organisation-many = More than ten organisations have these words in their names. Choose one, or fill in more of the name.
form-organisation-which = Choose the right organisation:
form-longest = { $count } characters at most.
form-left = # characters left.
form-over = # characters too many.
form-problems = { $count ->
    [one] There is 1 problem
   *[other] There are { $count } problems
}
form-missing = Fill this in.
form-missing-choice = Make a choice.
form-too-long = This has { $length } characters. Use { $longest } at most.
form-wrong-line = Shorten this to { $longest } characters at most, on one line.
form-wrong-text = Shorten this to { $longest } characters at most.
form-wrong-number = Fill in a whole number from 1 to { $longest }.
form-wrong-day = Fill in a date.
form-wrong-organisation = We do not know this organisation. Search for a part of its name and choose one.
form-wrong-repository = We know of no repository at this address. Paste the whole address, such as https://github.com/name/project.
form-wrong-url = Fill in a whole address that begins with https://.
form-wrong-choice = Choose one of the answers.
