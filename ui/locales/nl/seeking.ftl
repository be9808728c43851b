# Seeking a maintainer.
nav-seeking = Meehelpen
seeking-title = Wat een beheerder zoekt
seeking-lead = Deze software zoekt iemand die haar onderhoudt. U ziet waarom we dat denken, wie u kunt vragen en wat u moet kunnen.
seeking-explicit = Zoekt een beheerder
seeking-likely = Zoekt waarschijnlijk een beheerder
seeking-no = Zoekt geen beheerder
seeking-what-explicit = De eigenaar vraagt om een beheerder, of zegt dat niemand de software onderhoudt.
seeking-what-likely = Anderen gebruiken deze software, maar het is er stil of alles hangt af van één persoon. De eigenaar vraagt nog niet om hulp.
seeking-skills = Programmeertalen: { $names }
seeking-used-by = Gebruikt door: { $names }
seeking-contact = Contact, zoals de eigenaar publiceert:
seeking-contact-unnamed = zonder naam
seeking-no-contact = De eigenaar noemt geen contactpersoon. Stel uw vraag bij de issues op het platform.
seeking-all = Bekijk alle repository's van deze soort
explain-seeking = Zo bepalen we dit
facet-seeking = Zoekt beheerder
explanation-seeking-title = Zoekt een beheerder
explanation-seeking = Een repository zoekt een beheerder als de eigenaar dat zegt: in publiccode.yml (niemand onderhoudt het), met een onderwerp zoals maintainer-wanted, of met een bericht aan het begin van de README. Een repository zoekt waarschijnlijk een beheerder als anderen hem gebruiken (een organisatie in publiccode.yml, minstens 3 forks of minstens 10 sterren) en het langer dan een jaar stil is, of als het werk aan één persoon hangt. Dat geldt ook als er langer dan een jaar niemand aan werkte en het onderhoudscontract in publiccode.yml is afgelopen. Een gearchiveerde repository rekenen we daar niet toe.
reason-readme_seeks_maintainer = in de README staat ‘{ $words }’
reason-seeks_no_maintainer = niets wijst erop dat er een beheerder nodig is
reason-used_by_named = { $count ->
    [one] publiccode.yml noemt 1 organisatie die het gebruikt
   *[other] publiccode.yml noemt { $count } organisaties die het gebruiken
}
reason-forked_by_others = anderen maakten { $count } forks
reason-starred_by_others = { $count } mensen gaven een ster
