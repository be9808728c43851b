# How regularly versions come out.
section-release-rhythm = Release rhythm
explain-release-rhythm = How we determine the rhythm
facet-release-rhythm = Release rhythm

rhythm-regular = Regular releases
rhythm-irregular = Irregular releases
rhythm-slowing = Releases are slowing down
rhythm-too-few = Too few releases
rhythm-unknown = Rhythm unknown

reason-versions_come_regularly = the last versions came out on { $count } days, mostly about { $days ->
    [one] 1 day
   *[other] { $days } days
} apart
reason-versions_come_irregularly = the last versions came out on { $count } days, between { $least } and { $days } days apart
reason-versions_slow_down = the last version came out on { $date }, { $days } days before we looked; before that, versions were mostly { $before ->
    [one] 1 day
   *[other] { $before } days
} apart, and never that long
reason-too_few_versions = { $count ->
    [0] no version has come out yet; with fewer than { $least } days on which one did, there is no rhythm
    [one] versions came out on 1 day; with fewer than { $least } days there is no rhythm
   *[other] versions came out on { $count } days; with fewer than { $least } days there is no rhythm
}
reason-older_versions_not_known = we know only the newest versions, and these came out on { $count ->
    [one] 1 day
   *[other] { $count } days
}
reason-versions_without_dates = this source does not say when each version came out
reason-versions_not_told = this source does not say which versions there are
reason-rhythm_of_archived = the repository is archived, so we do not judge its rhythm

explanation-release-rhythm-title = How we determine the release rhythm
explanation-release-rhythm-intro = We look at the days on which the last ten versions came out, and at the time between them. Versions of the same day count as one. Automatic builds do not count. A steady rhythm helps you plan updates. It does not say whether the software is good.
explanation-rhythm-regular = Three quarters of the times between versions, or more, are about as long as the middle one: at most twice or at least half as long, or at most 7 days off. And the last version is at most 30 days ago, or at most twice the middle time.
explanation-rhythm-irregular = The times between versions differ more.
explanation-rhythm-slowing = The last version is longer ago than there ever was between two of these versions, more than twice the middle time, and more than 30 days.
explanation-rhythm-too-few = Versions came out on fewer than 4 days.
explanation-rhythm-unknown = The repository is archived, is a fork that nobody changed, or our source says too little about versions.
label-rhythm-slowing = Slowing down
