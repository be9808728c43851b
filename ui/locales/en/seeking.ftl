# Seeking a maintainer.
seeking-explicit = Seeks a maintainer
seeking-likely = Likely to need a maintainer
seeking-no = Seeks no maintainer
seeking-group-explicit = { $count ->
    [one] The owner asks for a maintainer (1)
   *[other] The owner asks for a maintainer ({ $count })
}
seeking-group-quiet = { $count ->
    [one] In use, but quiet (1)
   *[other] In use, but quiet ({ $count })
}
seeking-group-few-people = { $count ->
    [one] In use, but dependent on few people (1)
   *[other] In use, but dependent on few people ({ $count })
}
seeking-group-instead = { $count ->
    [one] Quiet, and you may use it (1)
   *[other] Quiet, and you may use it ({ $count })
}
seeking-what-explicit = The owner asks for a maintainer, or says that nobody maintains the software.
seeking-what-quiet = Others use this software, but nobody has worked on it for more than a year. The owner does not ask for help yet.
seeking-what-few-people = Others use this software. People still work on it, but nearly all comes from one person, or much less happens than a year before. The owner does not ask for help yet.
seeking-what-instead = We do not know whether others use this software. Nobody has worked on it for more than a year, and its licence is open. Ask the owner whether help is needed.
seeking-any-language = Any language
seeking-any-category = Any use
seeking-any-organisation = Any organisation
seeking-welcomes = Newcomers welcome: it says how to contribute (CONTRIBUTING).
seeking-how = How to start
seeking-how-read = Read the README and, where there is one, CONTRIBUTING. They say how to take part.
seeking-how-ask = Contact the owner. Ask what is needed and whether somebody can review your work.
seeking-how-start = Start small: a mistake in a text, a test or an open issue.
seeking-skills = Programming languages: { $names }
seeking-used-by = Used by: { $names }
seeking-contact = Contact, as the owner publishes it:
seeking-contact-unnamed = without a name
seeking-no-contact = The owner does not name a contact. Ask your question in the issues on the platform.
seeking-all = See all repositories of this kind
explain-seeking = How we decide this
facet-seeking = Seeks maintainer
explanation-seeking-title = Seeks a maintainer
explanation-seeking = A repository seeks a maintainer when its owner says so: in publiccode.yml (nobody maintains it), by a topic such as maintainer-wanted, or by a notice at the start of the README. It is likely to need one when others use it (an organisation in publiccode.yml, at least 3 forks or at least 10 stars) and it has been quiet for more than a year, or the work depends on one person. The same holds when nobody has worked on it for more than a year and the maintenance contract in publiccode.yml ended. What its owner archived is not counted among these.
reason-readme_seeks_maintainer = the README says ‘{ $words }’
reason-seeks_no_maintainer = nothing shows that a maintainer is needed
reason-used_by_named = { $count ->
    [one] publiccode.yml names 1 organisation that uses it
   *[other] publiccode.yml names { $count } organisations that use it
}
reason-stated_by_owner = its owner asks for it here, since { $since }
reason-stated_seeks_nothing = its owner says here that nobody is needed, since { $since }
reason-stated_farewell = its owner tells here why it stopped, since { $since }
reason-used_by_stated = { $count ->
    [one] 1 organisation says here that it uses it
   *[other] { $count } organisations say here that they use it
}
reason-forked_by_others = others made { $count } forks
reason-starred_by_others = { $count } people starred it
