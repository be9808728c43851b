# The list of organisations, and the page of one.
organisations-title = Organisaties
organisations-what = Kies een organisatie van de overheid. U ziet welke code zij deelt.
organisations-count = { $count ->
    [one] 1 organisatie
   *[other] { $count } organisaties
}
organisations-found = { $count ->
    [0] In ons register staat geen organisatie die hierbij past.
    [one] 1 organisatie gevonden
   *[other] { $count } organisaties gevonden
}
organisations-with-code = { $count ->
    [one] 1 met openbare code
   *[other] { $count } met openbare code
}
organisations-search = Naam of afkorting
organisations-by = Volgorde
organisations-by-type = Per soort
organisations-by-name = Van A tot Z
organisations-all = Bekijk alle organisaties
organisations-without-code = Van wie we geen code kennen
organisations-without-code-what = Dat we geen code kennen, betekent niet altijd dat die er niet is. Daarom staat de reden erbij.
group-nothing-found = { $count ->
    [one] Gelezen: geen openbare code gevonden (1)
   *[other] Gelezen: geen openbare code gevonden ({ $count })
}
group-nothing-found-what = We lazen alle accounts die we van deze organisaties kennen. Op die dag stond daar geen openbare code.
group-nothing-found-count = { $count ->
    [one] 1 zonder openbare code
   *[other] { $count } zonder openbare code
}
group-not-read = { $count ->
    [one] Nog niet bekeken (1)
   *[other] Nog niet bekeken ({ $count })
}
group-not-read-what = We lazen nog niet alle accounts van deze organisaties. We weten dus niet wat daar staat.
group-not-read-count = { $count ->
    [one] 1 nog niet bekeken
   *[other] { $count } nog niet bekeken
}
group-unreadable = { $count ->
    [one] Nu niet te lezen (1)
   *[other] Nu niet te lezen ({ $count })
}
group-unreadable-what = We probeerden de accounts van deze organisaties te lezen, maar dat lukte niet.
group-unreadable-count = { $count ->
    [one] 1 nu niet te lezen
   *[other] { $count } nu niet te lezen
}
reading-projects = { $count ->
    [one] 1 project
   *[other] { $count } projecten
}
reading-code-not-read = { $projects }, nog niet alles bekeken
reading-code-unreadable = { $projects }, niet te lezen sinds { $since }
reading-nothing-found = geen openbare code gevonden op { $day }
reading-not-read = nog niet bekeken
reading-unreadable = niet te lezen sinds { $since }
reading-read-on = gelezen op { $day }
type-heading-ministry = Ministeries
type-heading-agency = Agentschappen
type-heading-zbo = Zelfstandige bestuursorganen (zbo's)
type-heading-municipality = Gemeenten
type-heading-province = Provincies
type-heading-water-board = Waterschappen
type-heading-cooperation = Samenwerkingsverbanden
type-heading-public-body = Openbare lichamen in Caribisch Nederland
type-heading-foundation = Stichtingen
type-heading-other = Overige overheidsorganisaties
organisation-facts = Gegevens en accounts
organisation-type = Soort organisatie
organisation-tooi = Nummer in het overheidsregister (TOOI)
organisation-accounts = Accounts, en wanneer we die lazen
organisation-page-title = { $name }: open broncode
crumbs = Kruimelpad
organisation-projects = { $count ->
    [one] Project (1)
   *[other] Projecten ({ $count })
}
organisation-maintained = { $count ->
    [one] 1 wordt onderhouden
   *[other] { $count } worden onderhouden
}
organisation-nothing-found = Op { $day } lazen we { $accounts }. Daar stond toen geen openbare code.
organisation-not-read = We hebben { $accounts } nog niet gelezen. We weten dus niet wat daar staat.
organisation-read-in-part = We hebben { $accounts } nog niet helemaal gelezen. We weten dus niet wat daar staat.
organisation-unreadable = Sinds { $since } kunnen we niet alles lezen van { $accounts }. We weten dus niet wat daar nu staat.
organisation-describes = { $count ->
    [one] 1 openbaar project van { $name }: { $share } met open licentie.
   *[other] { $count } openbare projecten van { $name }: { $share } met open licentie.
}
organisation-describes-count = { $count ->
    [one] 1 openbaar project van { $name }.
   *[other] { $count } openbare projecten van { $name }.
}
organisation-describes-none = Openbare code van { $name }: { $state }.
organisation-news = Wat er veranderde
news-version = versie { $name }
peers-column = { $type } zonder deze ({ $count })
figures-more = Meer over deze cijfers
few-explained = Staat er ‘weinig’? Dan zijn het minder dan 5 projecten. Vergelijk dat percentage niet.
organisation-first = Begin hiermee (voor de eigenaar)
step-open-licence = { $count ->
    [one] 1 project heeft geen open licentie
   *[other] { $count } projecten hebben geen open licentie
}
step-open-licence-advice = Kies een licentie, bijvoorbeeld de EUPL, en zet de tekst in een bestand LICENSE.
step-valid-publiccode = { $count ->
    [one] 1 project heeft geen geldige publiccode.yml
   *[other] { $count } projecten hebben geen geldige publiccode.yml
}
step-valid-publiccode-advice = In dat bestand staat wat het is, van wie het is en wie het gebruikt.
step-explaining-readme = { $count ->
    [one] 1 project heeft geen README die uitlegt wat het is
   *[other] { $count } projecten hebben geen README die uitlegt wat het is
}
step-explaining-readme-advice = Schrijf in een paar zinnen wat het doet, voor wie, en hoe u het gebruikt.
step-security-contact = { $count ->
    [one] 1 project heeft geen meldpunt voor beveiliging
   *[other] { $count } projecten hebben geen meldpunt voor beveiliging
}
step-security-contact-advice = Zet in een bestand SECURITY.md waar iemand een lek kan melden. Dat kan in één keer voor het hele account.
step-named-owner = { $count ->
    [one] 1 project noemt geen eigenaar
   *[other] { $count } projecten noemen geen eigenaar
}
step-named-owner-advice = Noem de organisatie en een contactpersoon in publiccode.yml.
step-upkeep = { $count ->
    [one] 1 project wordt niet onderhouden
   *[other] { $count } projecten worden niet onderhouden
}
step-upkeep-advice = Zoek een beheerder, of archiveer wat klaar is. Dan weet iedereen waar hij aan toe is.
