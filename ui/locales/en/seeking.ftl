# Seeking a maintainer.
nav-seeking = Get involved
seeking-title = Software that seeks a maintainer
seeking-lead = This software needs somebody to maintain it. You see why we think so, whom to ask and what you need to know.
seeking-explicit = Seeks a maintainer
seeking-likely = Likely to need a maintainer
seeking-no = Seeks no maintainer
seeking-what-explicit = The owner asks for a maintainer, or says that nobody maintains the software.
seeking-what-likely = Others use this software, and it went quiet or all depends on one person. The owner does not ask for help yet.
seeking-skills = Programming languages: { $names }
seeking-used-by = Used by: { $names }
seeking-contact = Contact, as the owner publishes it:
seeking-contact-unnamed = without a name
seeking-no-contact = The owner names nobody to contact. Ask in the issues on the forge.
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
reason-forked_by_others = others made { $count } forks
reason-starred_by_others = { $count } people starred it
