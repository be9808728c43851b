# Seeking a maintainer.
seeking-explicit = Zoekt een beheerder
seeking-likely = Zoekt waarschijnlijk een beheerder
seeking-no = Zoekt geen beheerder
seeking-group-explicit = { $count ->
    [one] De eigenaar vraagt om een beheerder (1)
   *[other] De eigenaar vraagt om een beheerder ({ $count })
}
seeking-group-quiet = { $count ->
    [one] In gebruik, maar stil (1)
   *[other] In gebruik, maar stil ({ $count })
}
seeking-group-few-people = { $count ->
    [one] In gebruik, en hangt aan weinig mensen (1)
   *[other] In gebruik, en hangt aan weinig mensen ({ $count })
}
seeking-group-instead = { $count ->
    [one] Stil, en u mag het gebruiken (1)
   *[other] Stil, en u mag het gebruiken ({ $count })
}
seeking-what-explicit = De eigenaar vraagt om een beheerder, of zegt dat niemand de software onderhoudt.
seeking-what-quiet = Anderen gebruiken deze software, maar er werkt al meer dan een jaar niemand aan. De eigenaar vraagt nog niet om hulp.
seeking-what-few-people = Anderen gebruiken deze software. Er wordt nog aan gewerkt, maar bijna alles komt van één persoon, of er gebeurt veel minder dan een jaar eerder. De eigenaar vraagt nog niet om hulp.
seeking-what-instead = We weten niet of anderen deze software gebruiken. Er werkt al meer dan een jaar niemand aan, en de licentie is open. Vraag de eigenaar of er hulp nodig is.
seeking-any-language = Elke taal
seeking-any-category = Elke toepassing
seeking-any-organisation = Elke organisatie
seeking-welcomes = Nieuwkomers welkom: er staat hoe u kunt meedoen (CONTRIBUTING).
seeking-how = Zo begint u
seeking-how-read = Lees de README en, als die er is, CONTRIBUTING. Daar staat hoe u kunt meedoen.
seeking-how-ask = Neem contact op met de eigenaar. Vraag wat er nodig is en of iemand meekijkt.
seeking-how-start = Begin klein: een fout in de tekst, een test of een open melding.
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
reason-stated_by_owner = de eigenaar vraagt er hier om, sinds { $since }
reason-stated_seeks_nothing = de eigenaar zegt hier dat er niemand nodig is, sinds { $since }
reason-stated_farewell = de eigenaar vertelt hier waarom het stopte, sinds { $since }
reason-used_by_stated = { $count ->
    [one] 1 organisatie zegt hier dat zij het gebruikt
   *[other] { $count } organisaties zeggen hier dat zij het gebruiken
}
reason-forked_by_others = anderen maakten { $count } forks
reason-starred_by_others = { $count } mensen gaven een ster
