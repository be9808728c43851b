# The list of organisations, and the page of one.
organisations-title = Organisaties
organisations-what = Alle organisaties van de overheid die wij kennen. U ziet wie code deelt, en van wie we dat nog niet weten.
organisations-count = { $count ->
    [one] 1 organisatie
   *[other] { $count } organisaties
}
organisations-found = { $count ->
    [0] In ons register staat geen organisatie die hierbij past.
    [one] 1 organisatie gevonden
   *[other] { $count } organisaties gevonden
}
organisations-search = Naam of afkorting
organisations-by-name = Zet ze van A tot Z
organisations-all = Bekijk alle organisaties
reading-projects = { $count ->
    [one] 1 project
   *[other] { $count } projecten
}
reading-code-not-read = { $projects }, nog niet alles bekeken
reading-code-unreadable = { $projects }, niet te lezen sinds { $since }
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

# States, choices, and who organisations have to do with.
state-publishes = Publiceert
state-publishes-what = We kennen openbare code van deze organisaties.
state-declared-closed = Gesloten, met een reden
state-declared-closed-what = Deze organisaties vertelden ons welke software zij niet delen, en waarom. We kennen geen openbare code van hen.
state-nothing-known = Niets gevonden
state-nothing-known-what = We lazen alle accounts die we van deze organisaties kennen. Op die dag stond daar geen openbare code.
state-not-read = Nog niet bekeken
state-not-read-what = We kennen accounts van deze organisaties, maar lazen die nog niet allemaal. We weten dus niet wat daar staat.
state-no-account = Geen account bekend
state-no-account-what = Van deze organisaties kennen we geen account. Dat betekent niet dat zij geen code delen. Weet u er een? Op de pagina van de organisatie staat hoe u het doorgeeft.
state-ended = Bestaat niet meer
state-ended-what = Deze organisatie is er niet meer. Zij stopte of ging op in een andere.
state-since = zo sinds { $day }
explain-states = Wat betekenen deze woorden?
organisations-by-state = Zet wie publiceert bovenaan
organisations-query = Naam: ‘{ $query }’
organisations-chosen = Gekozen filters
organisations-letters = Naar een letter
organisations-kinds-what = Bij elke soort staat hoeveel organisaties code publiceren, en hoeveel er zijn.
choose-type = Soort organisatie
choose-type-any = Alle soorten
choose-province = Provincie
choose-province-any = Alle provincies
choose-state = Publiceert zij code?
choose-state-any = Maakt niet uit
choose-has = Heeft minstens één project met
has-open-licence = open licentie
has-upkeep = onderhoud
has-valid-publiccode = geldige publiccode.yml
province-groningen = Groningen
province-fryslan = Fryslân
province-drenthe = Drenthe
province-overijssel = Overijssel
province-flevoland = Flevoland
province-gelderland = Gelderland
province-utrecht = Utrecht
province-noord-holland = Noord-Holland
province-zuid-holland = Zuid-Holland
province-zeeland = Zeeland
province-noord-brabant = Noord-Brabant
province-limburg = Limburg
reading-declared-closed = de organisatie vertelt zelf wat dicht blijft, en waarom
reading-nothing-known = geen openbare code gevonden op { $day }
reading-no-account = we kennen geen account
organisation-declared-closed = Deze organisatie vertelde welke software zij niet deelt, en waarom. We kennen geen openbare code van haar.
organisation-nothing-known = Op { $day } lazen we { $accounts }. Daar stond toen geen openbare code.
organisation-no-account = We kennen geen account van deze organisatie. Dat betekent niet dat zij geen code deelt.
organisation-ended-alone = { $name } bestaat niet meer sinds { $day }.
organisation-ended-one = { $name } bestaat niet meer sinds { $day }. Het werk ging naar:
organisation-ended-several = { $name } bestaat niet meer sinds { $day }. Het werk ging naar deze organisaties:
organisation-ended-history = Hieronder staat wat we tot die tijd wisten.
organisation-listed = Hoort hier code te staan?
organisation-listed-looked = We zochten in ons register van accounts, op platforms zoals GitHub, GitLab en code.overheid.nl. Een account komt er pas in als duidelijk is van wie het is.
organisation-listed-how = Heeft deze organisatie een openbaar account? Geef het door. De volgende dag staat alles wat daar openbaar is vanzelf in de catalogus.
organisation-alike = Zij publiceren al wel
organisation-alike-more = Bekijk ze allemaal
organisation-contact = Vragen over code
organisation-websites = Website
organisation-report = Rapport om te printen (twee pagina's)
contact-missing = We kennen nog geen plek waar u deze organisatie iets over haar code kunt vragen. Noemt zij zelf ergens een contactpunt of beleid? Geef het door.
contact-ospo = Open source-bureau (OSPO)
contact-contact-point = Contactpunt voor code
contact-policy = Beleid over open source
contact-seen = gezien op { $day } bij
hand-in-register = Zo stelt u een wijziging in het register voor
hand-in-contributing = Uitleg voor wie het zelf wil toevoegen
hand-in-email = Of mail ons:
hand-in-page = Of stel uw vraag aan de beheerder
kin-parent = Hoort bij
kin-predecessors = Komt na
kin-until = tot { $day }
kin-children = { $count ->
    [one] Onderdeel (1)
   *[other] Onderdelen ({ $count })
}
kin-members = { $count ->
    [one] Wie erin samenwerkt (1)
   *[other] Wie erin samenwerken ({ $count })
}
kin-member-of = Werkt samen in ({ $count })
kin-show = Toon de lijst
figures-of = Cijfers van:
figures-alone = alleen deze organisatie
figures-with-children = { $count ->
    [one] samen met 1 onderdeel
   *[other] samen met { $count } onderdelen
}
