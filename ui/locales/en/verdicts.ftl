# Statuses and verdicts, and the reasons for them. A reason continues the
# sentence that the verdict starts: "Busy: in 9 of the last 12 weeks …".
maintenance-archived = Archived
maintenance-seeking-maintainer = Seeks a maintainer
maintenance-active = Busy (last 3 months)
maintenance-maintained = Maintained (last year)
maintenance-dormant = Quiet (1–2 years)
maintenance-unmaintained = Not maintained
maintenance-unknown = Unknown

licence-open = Open licence
licence-open-content = Open licence for text and data
licence-not-open = Not an open licence
licence-missing = No licence: ask first
licence-contradictory = Unclear which licence applies
licence-unknown = Licence unknown

# On a label: at most 24 characters. A verdict that is not here is short enough.
label-maintenance-active = Busy
label-maintenance-maintained = Maintained
label-maintenance-unknown = Upkeep unknown
label-licence-open = You may use it
label-licence-open-content = Open for text and data
label-licence-missing = No licence
label-licence-contradictory = Licence unclear
label-risk-at-risk = Note: at risk
label-risk-unknown = Risk unknown
label-publiccode-valid = publiccode.yml valid
label-publiccode-invalid = publiccode.yml: errors
label-publiccode-missing = No publiccode.yml
label-publiccode-unknown = publiccode.yml unknown

type-ministry = Ministry
type-agency = Agency
type-zbo = Independent administrative body (zbo)
type-municipality = Municipality
type-province = Province
type-water-board = Water board
type-cooperation = Partnership
type-public-body = Public body in the Caribbean Netherlands
type-foundation = Foundation
type-other = Other government organisation

reason-archived_by_owner = the owner closed the repository on { $date }; nothing changes any more
reason-archived_by_owner_undated = the owner closed the repository; nothing changes any more
reason-disabled_by_forge = the platform switched the repository off
reason-publiccode_obsolete = publiccode.yml says that the software is obsolete
reason-publiccode_maintenance_none = publiccode.yml says that nobody maintains the software
reason-publiccode_contract_ended = note: publiccode.yml says that the maintenance contract ended on { $date }
reason-readme_says_farewell = the README says ‘{ $words }’
reason-description_says_farewell = the description says ‘{ $words }’
reason-successor_named = the owner names what comes after: { $name }
reason-successor_named_with_address = the owner names what comes after: { $name }, at { $address }
reason-successor_address = the owner points to what comes after: { $address }
reason-topic_seeks_maintainer = the owner asks for a maintainer with the topic ‘{ $topic }’
reason-human_commits_recent_weeks = in { $weeks } of the last { $of } weeks people worked on the code
reason-release_recent = version { $name } came out on { $date }
reason-last_human_commit = somebody last worked on the code on { $date }
reason-barely_kept_up = but barely: in the last year there were { $commits ->
    [0] no changes by people
    [one] 1 change by a person
   *[other] only { $commits } changes by people
}, against { $before } in the year before
reason-barely_kept_up_since_made = but barely: since it was made, less than a year ago, there { $commits ->
    [one] was 1 change by a person
   *[other] were only { $commits } changes by people
}
reason-kept_up_by_program = a program keeps the data up to date: { $commits } changes in the last year
reason-last_release = the last version ({ $name }) came out on { $date }
reason-last_commit_of_any_kind = nothing has changed since { $date }
reason-only_bots_commit = only bots changed the code in the last two years; the last time was on { $date }
reason-only_bots_in_what_was_counted = the changes that we could count are by bots only; the last one was on { $date }
reason-empty_repository = the repository is empty
reason-not_seen_since = nobody has looked at it since { $date }
reason-no_facts = we have no data to determine this

reason-open_licence = { $licence } is an open source licence: you may use, change and share the code
reason-open_content_licence = { $licence } is an open licence for text and data, not meant for code
reason-not_an_open_licence = { $licence } is not an open source licence
reason-recognised_by_forge = the platform recognised { $licence } in the licence file
reason-declared_in_publiccode = publiccode.yml names { $licence }
reason-no_licence_found = no licence was found, so you may not simply reuse the code
reason-licence_not_in_spdx = { $licence } is not in the international list of licences (SPDX)
reason-licence_not_recognised = there is a licence file, but the platform does not recognise the licence
reason-licence_not_looked_for = this source says nothing about the licence
reason-without-text = rule ‘{ $rule }’
