# The page of one repository.
repository-visit = Bekijk op { $host }
repository-gone-not-found = Deze repository is niet meer te vinden op { $host }. Dat merkten we op { $date }. De eigenaar heeft hem verwijderd of niet-openbaar gemaakt. We tonen er geen gegevens meer van.
repository-gone-blocked = Deze repository is om juridische redenen geblokkeerd op { $host }. Dat merkten we op { $date }. We tonen er geen gegevens meer van.
repository-gone-made-private = De eigenaar heeft deze repository op { $host } niet-openbaar gemaakt. Dat merkten we op { $date }. We tonen er geen gegevens meer van.
repository-gone-transferred = Deze repository heeft op { $host } een andere eigenaar gekregen. Dat merkten we op { $date }. De nieuwe eigenaar staat niet in deze catalogus. We tonen er geen gegevens meer van.
repository-gone-removed = De beheerder van deze website heeft de repository op { $date } uit de catalogus gehaald. We tonen er geen gegevens meer van.
repository-gone-address = Hier stond { $address }.
repository-gone-title = Deze repository is weg
source-forge = de gegevens van { $host }
source-git-history = de openbare geschiedenis van de code (git)
source-sample = het voorbeeld dat bij de Bronwijzer hoort
explain-status = Zo bepalen we de status
explain-licence = Zo beoordelen we de licentie

successor = Opvolger, volgens de eigenaar
section-maintenance = Onderhoud
section-licence = Licentie
section-facts = Alle gegevens
section-releases = Versies
section-files = Bestanden voor gebruikers en meewerkers
section-gaps = Wat we niet konden lezen
section-history = Geschiedenis
section-former = Eerdere adressen

fact-organisation = Organisatie
fact-generic-name = Soort software volgens de eigenaar
fact-address = Adres
fact-homepage = Website
fact-topics = Onderwerpen
fact-created = Aanmaakdatum
fact-pushed = Laatste push
fact-updated = Laatste wijziging op het platform
fact-archived = Gearchiveerd op
fact-last-activity = Laatste activiteit
fact-first-seen = In de Bronwijzer sinds
fact-stars = Sterren
fact-forks = Forks
fact-watchers = Volgers
fact-issues = Issues
fact-pull-requests = Pull requests
fact-open-closed = { $open } open, { $closed } gesloten
fact-open = { $open } open
fact-closed = { $closed } gesloten
fact-branch = Hoofdtak
fact-fork-of = Fork van
fact-mirror-of = Spiegel van
fact-kind = Soort
kind-fork = fork van een andere repository
kind-mirror = spiegel van een andere repository
kind-template = sjabloon om mee te beginnen
kind-empty = leeg
kind-disabled = uitgezet door het platform
facts-unknown = Deze bron zegt niets over: { $what }.

event-first-seen = Voor het eerst gezien
event-renamed = Andere naam gekregen; het adres was { $from }
event-transferred = Naar een andere eigenaar gegaan; het adres was { $from }
event-archived = Gearchiveerd door de eigenaar
event-unarchived = Weer geopend door de eigenaar
event-emptied = Leeggemaakt
event-not-found = Niet meer te vinden
event-made-private = Niet-openbaar gemaakt
event-blocked = Geblokkeerd om juridische redenen
event-removed = Uit de catalogus gehaald door de beheerder
event-returned = Weer terug
event-status-changed = Andere status
event-licence-changed = Andere licentie
event-licence-changed-from = Andere licentie: van { $from } naar { $to }
event-licence-none = geen licentie
event-status-world = Van ‘{ $from }’ naar ‘{ $to }’: er gebeurde iets in de repository
event-status-time = Van ‘{ $from }’ naar ‘{ $to }’: er veranderde een tijd niets
event-status-rules = Van ‘{ $from }’ naar ‘{ $to }’: de regels van de Bronwijzer veranderden

languages-share = { $share }%
languages-less = minder dan 1%

activity-summary = { $authors ->
    [0] { $human ->
        [0] Sinds { $since } werkte niemand aan de code.
        [one] Sinds { $since } was er 1 wijziging door een mens.
       *[other] Sinds { $since } waren er { $human } wijzigingen door mensen.
    }
    [one] { $human ->
        [one] Sinds { $since } maakte 1 persoon 1 wijziging (commit).
       *[other] Sinds { $since } maakte 1 persoon { $human } wijzigingen (commits).
    }
   *[other] Sinds { $since } maakten { $authors } personen { $human } wijzigingen (commits).
}
activity-incomplete = We konden niet alles tellen: alleen de wijzigingen sinds { $since } tellen mee, van { $total } in totaal.
activity-human = door mensen
activity-bot = door bots
activity-none = We hebben geen gegevens over wijzigingen in de code.

releases-total = { $count ->
    [0] Er zijn nog geen versies uitgebracht.
    [one] Er is 1 versie uitgebracht.
   *[other] Er zijn { $count } versies uitgebracht. De nieuwste:
}
tags-total = { $count ->
    [0] Er zijn geen versies gemarkeerd (tags).
    [one] Er is 1 versie gemarkeerd (tag).
   *[other] Er zijn { $count } versies gemarkeerd (tags). De nieuwste:
}
releases-none = We hebben geen gegevens over versies.

file-present = aanwezig
file-absent = ontbreekt
file-unknown = niet bekend
files-unknown = Deze bron zegt niet welke bestanden er zijn.
file-readme = README: wat het is en hoe u begint
file-licence = Licentie
file-reuse-licence = REUSE: een map LICENSES met elke licentie
file-publiccode = publiccode.yml: gegevens over de software
file-contributing = Hoe u kunt meewerken
file-code-of-conduct = Gedragsregels
file-security = Hoe u een beveiligingsprobleem meldt
file-governance = Wie beslist en hoe
file-support = Waar u hulp krijgt
file-codeowners = Wie welke code nakijkt
file-changelog = Wat er is veranderd
file-citation = Hoe u ernaar verwijst
file-codemeta = CodeMeta: gegevens voor onderzoek
file-tests = Automatische tests
file-ci = Automatische controle (CI)

gap-line = { $field }: { $reason }
readme-truncated = De README is lang. Dit is het begin.
readme-plain = Deze README is zo opgebouwd dat we hem niet kunnen opmaken. We tonen de tekst zoals die is.
readme-from = Uit het bestand van de eigenaar:
readme-none = Er is geen README.
readme-unknown = We hebben de tekst van de README niet.
section-about = Wat het is
about-from = Dit zegt de eigenaar in publiccode.yml.
about-features = Wat u ermee kunt
about-more = Lees verder
about-needs = Wat u ervoor nodig hebt
about-optional = niet verplicht
about-screenshots = Schermafbeeldingen, op het platform van de eigenaar
about-screenshot = Schermafbeelding { $number }: { $name }
about-documentation = Documentatie op { $host }
about-roadmap = Plannen op { $host }
readme-rest = Lees de rest van de README
readme-read = Lees de README

breadcrumb = Kruimelpad
repository-title = { $title } van { $owner }: open broncode
repository-title-alone = { $title }: open broncode
repository-licence = Licentie { $licence }
repository-last-change = laatste wijziging { $date }
repository-of = Van
repository-for = voor { $audience }
repository-website = Website
repository-documentation = Documentatie
repository-no-summary = De eigenaar schreef niet op wat dit is.

work-title = Hoe wordt eraan gewerkt
activity-bots = { $count ->
    [one] Bots maakten er 1.
   *[other] Bots maakten er { $count }.
}
activity-chart = Staafgrafiek van het aantal wijzigingen per maand, van { $from } tot en met { $to }. De gegevens staan in de tabel hieronder.
activity-caption = Wijzigingen per maand
activity-table = Toon de gegevens in een tabel
activity-table-caption = Wijzigingen per maand; maanden zonder wijzigingen staan er niet in
chart-month = Maand

brief-title = In het kort
fact-version = Nieuwste versie
fact-exists-since = Bestaat sinds
fact-languages = Programmeertalen

owner-title = Voor de eigenaar
citation-title = Zo verwijst u ernaar
citation-kind = software
citation-file = Zo wil de eigenaar dat u ernaar verwijst (CITATION.cff)
repository-data = Deze gegevens voor programma's
repository-rest = Deze gegevens uit de API (JSON)
repository-all-data = Alle gegevens van de Bronwijzer
fact-other-names = Andere namen
summary-publiccode = Dit zegt de eigenaar in publiccode.yml.
summary-forge = Dit zegt de eigenaar op { $host }.
summary-catalogue = Deze omschrijving is van ons.
summary-readme = Dit staat in de README.
