# How repositories relate: on the page of one, of an organisation, and in plain
# words.
section-relations = Hangt samen met
section-similar = Lijkt op
explain-relation = Zo bepalen we wat erbij hoort
repository-shown-as = Dit is een spiegel: een kopie die vanzelf wordt bijgewerkt. In lijsten staat alleen de repository waarvan dit een kopie is:
related-by = van

relation-mirror-of = Spiegel van
relation-mirrored-by = Staat ook op
relation-variant-of = Variant van
relation-has-variant = Varianten
relation-technical-fork-of = Technische fork van
relation-has-technical-fork = Technische forks
relation-fork-of = Fork van
relation-forked-by = Forks
relation-superseded-by = Opgevolgd door
relation-supersedes = Komt in de plaats van
relation-same-software = Waarschijnlijk dezelfde software, bij een andere eigenaar
relation-used-by = Gebruikt door
relation-depends-on = Heeft nodig
relation-dependency-of = Is nodig voor
relation-between = andere overheid
relation-outside = niet in de Bronwijzer
relation-user-unknown = niet herkend in ons register
relation-more = { $count ->
    [one] En nog 1 andere.
   *[other] En nog { $count } andere.
}

organisation-uses = { $count ->
    [one] Gebruikt van anderen (1)
   *[other] Gebruikt van anderen ({ $count })
}
organisation-uses-why = Dat staat in publiccode.yml van die software.

reason-forge_mirror = het platform zegt dat { $from } een spiegel is van { $to }
reason-mirror_with_publiccode_url = het platform zegt dat { $from } een spiegel is, en volgens publiccode.yml staat de code op { $to }
reason-publiccode_url_same_name = volgens publiccode.yml van { $from } staat de code op { $to }: dezelfde naam op een ander platform
reason-publiccode_url_elsewhere = volgens publiccode.yml van { $from } staat de code op { $to }
reason-publiccode_based_on = volgens publiccode.yml is { $from } gebaseerd op { $to }
reason-forge_parent = het platform zegt dat { $from } een fork is van { $to }
reason-farewell_names_successor = de eigenaar van { $from } verwijst naar { $to }
reason-same_readme = beide heten { $name } en hebben dezelfde README
reason-same_description = beide heten { $name } en hebben dezelfde beschrijving
reason-publiccode_used_by = publiccode.yml noemt { $name } als gebruiker
reason-publiccode_used_by_unresolved = publiccode.yml noemt { $name } als gebruiker; ons register heeft geen organisatie met die naam, of meer dan één
reason-publiccode_depends_on = publiccode.yml van { $from } noemt { $name } als software die nodig is
reason-only_one_has_name = er is één repository in de Bronwijzer die { $name } heet; we keken alleen naar de naam

explanation-relations-title = Zo bepalen we wat verwant is
explanation-relations-intro = We kijken wat het platform zegt en wat er in publiccode.yml staat. Bij elke relatie staat waarom we dat vinden. Klopt er iets niet? Dan kan de eigenaar dat verbeteren in publiccode.yml.
explanation-relation-mirror-title = Spiegel
explanation-relation-mirror = Een spiegel is een kopie die vanzelf wordt bijgewerkt. Dat zegt het platform. Of in publiccode.yml staat een adres op een ander platform, met dezelfde naam, en het is geen fork. We tonen spiegels en het origineel samen als één: in lijsten staat alleen het origineel. Is het origineel weg? Dan tonen we de spiegel.
explanation-relation-variant-title = Variant
explanation-relation-variant = Een variant is gemaakt van andere software en is er een alternatief voor. In publiccode.yml staan dan het eigen adres (url) en de software waarop de variant is gebaseerd (isBasedOn).
explanation-relation-technical-fork-title = Technische fork
explanation-relation-technical-fork = Een technische fork is een kopie om aan het origineel mee te werken. publiccode.yml is dan niet veranderd: het adres (url) is dat van het origineel. Heeft iemand het bestand zomaar overgenomen? Dan klopt dit niet.
explanation-relation-fork-title = Fork
explanation-relation-fork = Een fork is een kopie waarin iemand verder werkt. Dat zegt het platform. Het platform kent alleen forks op het platform zelf.
explanation-relation-successor-title = Opvolger
explanation-relation-successor = De eigenaar zegt aan het begin van de README of in de beschrijving dat de software hier niet verdergaat, en verwijst naar een ander adres. We zoeken naar vaste zinnen, zoals ‘deze repository is verhuisd naar’. Een zin die we niet herkennen, telt niet mee.
explanation-relation-same-software-title = Waarschijnlijk dezelfde software
explanation-relation-same-software = Twee repository's van verschillende eigenaren hebben dezelfde naam, en ook dezelfde README (minstens 50 woorden) of dezelfde beschrijving (minstens 20 tekens). Het platform zegt niet dat ze bij elkaar horen.
explanation-relation-used-by-title = Gebruikt door
explanation-relation-used-by = De eigenaar kan in publiccode.yml opschrijven wie de software gebruikt (usedBy). We zoeken die namen op in ons register. Een naam die bij meer organisaties past, koppelen we niet. Een plaatsnaam geldt als de gemeente. Een kopie van publiccode.yml telt niet mee.
explanation-relation-depends-on-title = Heeft nodig
explanation-relation-depends-on = De eigenaar kan in publiccode.yml opschrijven welke software nodig is (dependsOn). Heet er precies één repository in de Bronwijzer zo? Dan verwijzen we daarnaar. We kijken alleen naar de naam, dus het kan andere software zijn.
explanation-relation-similar-title = Lijkt op
explanation-relation-similar = We vergelijken de 25 woorden die de software het meest onderscheiden. Woorden in de naam, de onderwerpen en de beschrijving tellen veel zwaarder dan woorden in de README. Zeldzame woorden tellen zwaarder dan gewone woorden. Woorden als ‘app’ en ‘documentatie’ tellen bijna niet mee. Dezelfde categorieën in publiccode.yml tellen een beetje mee. We tonen alleen repository's die genoeg gemeen hebben. Forks, varianten en spiegels tellen niet mee.
