# How repositories relate: on the page of one, of an organisation, and in plain
# words.
section-relations = Related to
section-similar = Similar to
explain-relation = How we determine what belongs together
repository-shown-as = This is a mirror: a copy that is updated automatically. Lists show only the repository that it is a copy of:
related-by = by

relation-mirror-of = Mirror of
relation-mirrored-by = Also at
relation-variant-of = Variant of
relation-has-variant = Variants
relation-technical-fork-of = Technical fork of
relation-has-technical-fork = Technical forks
relation-fork-of = Fork of
relation-forked-by = Forks
relation-superseded-by = Succeeded by
relation-supersedes = Takes the place of
relation-same-software = Probably the same software, under another owner
relation-used-by = Used by
relation-depends-on = Needs
relation-dependency-of = Is needed by
relation-between = another government organisation
relation-outside = not in Bronwijzer
relation-user-unknown = not recognised in our register
relation-more = { $count ->
    [one] And 1 other.
   *[other] And { $count } others.
}

organisation-uses = { $count ->
    [one] Uses software of others (1)
   *[other] Uses software of others ({ $count })
}
organisation-uses-why = The publiccode.yml of that software says so.

reason-forge_mirror = the platform says that { $from } is a mirror of { $to }
reason-mirror_with_publiccode_url = the platform says that { $from } is a mirror, and publiccode.yml says that the code is at { $to }
reason-publiccode_url_same_name = publiccode.yml of { $from } says that the code is at { $to }: the same name on another platform
reason-publiccode_url_elsewhere = publiccode.yml of { $from } says that the code is at { $to }
reason-publiccode_based_on = publiccode.yml says that { $from } is based on { $to }
reason-forge_parent = the platform says that { $from } is a fork of { $to }
reason-farewell_names_successor = the owner of { $from } points to { $to }
reason-same_readme = both are called { $name } and have the same README
reason-same_description = both are called { $name } and have the same description
reason-publiccode_used_by = publiccode.yml names { $name } as a user
reason-publiccode_used_by_unresolved = publiccode.yml names { $name } as a user; our register has no organisation of that name, or more than one
reason-publiccode_depends_on = publiccode.yml of { $from } names { $name } as software that is needed
reason-only_one_has_name = there is one repository in Bronwijzer called { $name }; we only looked at the name

explanation-relations-title = How we work out what is related
explanation-relations-intro = We look at what the platform and publiccode.yml say. Each relation says why it is there. Is something wrong? The owner can correct it in publiccode.yml.
explanation-relation-mirror-title = Mirror
explanation-relation-mirror = A mirror is a copy that is updated automatically. The platform says so. Or publiccode.yml has an address on another platform, with the same name, and it is not a fork. We show mirrors and the original as one: lists have only the original. If the original is gone, we show the mirror.
explanation-relation-variant-title = Variant
explanation-relation-variant = A variant is made from other software and is an alternative to it. publiccode.yml then has its own address (url) and the software that the variant is based on (isBasedOn).
explanation-relation-technical-fork-title = Technical fork
explanation-relation-technical-fork = A technical fork is a copy made to contribute to the original. Its publiccode.yml is unchanged: the address (url) is that of the original. If somebody just copied the file, this is wrong.
explanation-relation-fork-title = Fork
explanation-relation-fork = A fork is a copy that somebody continues. The platform says so. A platform only knows of forks on the platform itself.
explanation-relation-successor-title = Successor
explanation-relation-successor = The owner says at the start of the README or in the description that the software does not continue here, and points to another address. We look for fixed wordings, such as ‘this repository has moved to’. A sentence that we do not recognise does not count.
explanation-relation-same-software-title = Probably the same software
explanation-relation-same-software = Two repositories of different owners have the same name, and also the same README (at least 50 words) or the same description (at least 20 characters). The platform does not say that they belong together.
explanation-relation-used-by-title = Used by
explanation-relation-used-by = The owner can write in publiccode.yml who uses the software (usedBy). We look those names up in our register. A name that fits more than one organisation is not linked. The name of a place counts as the municipality. A copy of publiccode.yml does not count.
explanation-relation-depends-on-title = Needs
explanation-relation-depends-on = The owner can write in publiccode.yml which software is needed (dependsOn). If exactly one repository in Bronwijzer has that name, we link to it. We only look at the name, so it may be other software.
explanation-relation-similar-title = Similar to
explanation-relation-similar = We compare the 25 words that distinguish the software most. Words in the name, the topics and the description count much more than words in the README, and rare words count more than common ones. Words such as ‘app’ and ‘documentation’ hardly count. Shared categories in publiccode.yml count a little. We only show repositories that have enough in common. Forks, variants and mirrors do not count.
