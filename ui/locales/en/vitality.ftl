# The vitality index of Developers Italia.
section-vitality = For comparison with Italy
explain-vitality = How we calculate vitality
vitality-score = Vitality (Italian index): { $score }
vitality-measures = An index of the last 60 days, by people, changes, versions and age. Old software always scores high, even when nothing happens.
vitality-says-nothing = It does not say whether people work on it now.
vitality-unknown = Cannot be calculated
vitality-points = { $points } points a day
vitality-authors = People
vitality-activity = Changes
vitality-releases = Versions
vitality-age = Age
vitality-newest-release = { $days ->
    [one] the newest version ({ $name }) was 1 day old when we looked
   *[other] the newest version ({ $name }) was { $days } days old when we looked
}

reason-vitality_authors = { $people ->
    [0] in the last two years nobody worked on the code
    [one] in the last two years 1 person worked on the code
   *[other] in the last two years { $people } people worked on the code
}
reason-vitality_without_authors = we could not count all people who worked on the code
reason-vitality_commits = in the last 60 days there were { $commits } changes, { $merges } of which were merges
reason-vitality_commits_without_merges = in the last 60 days there were { $commits } changes; this source does not say which of them were merges
reason-vitality_without_days = we could not count the changes of the last 60 days by the day
reason-vitality_tags = { $tags ->
    [0] in the last 60 days no version came out
    [one] in the last 60 days 1 version came out
   *[other] in the last 60 days { $tags } versions came out
}
reason-vitality_newest_tags = in the last 60 days at least { $tags } versions came out; we could not read more
reason-vitality_without_tags = this source does not say when versions came out
reason-vitality_age = the repository has existed since { $date } at least
reason-vitality_too_old = the oldest date is { $date }; the index does not cover anything from before 2005
reason-vitality_without_age = we do not know how old the repository is

explanation-vitality-title = How we calculate vitality
explanation-vitality = The vitality is the index of Developers Italia, the catalogue of the Italian government. So you can compare figures between countries. For each of the last 60 days we add up points: for the number of people who worked on the code (4 to 36), for changes on that day, a merge counting twice (2 to 60), for versions on that day (20 to 50) and for age (20 to 35). A day gets 100 points at most. The index is the mean, rounded down.
explanation-vitality-quiet = Note that people and age count even when nothing happens now. A repository of two years or older therefore always has 61 points at least. The status shows whether somebody maintains the code now.
explanation-vitality-differences = Our facts differ a little from the Italian ones. We count people of the last two years and no bots; Italy counts everybody who ever changed anything. We know only the ten newest versions. Is one of the four parts missing? Then we give no figure.
