# Open by default: the figures, the page, and what is left out.
nav-open-by-default = Hoe open?
open-by-default-title = Hoe open is de overheid?
open-by-default-what = De overheid maakt haar broncode open, tenzij daar goede redenen tegen zijn. Hier ziet u hoe ver organisaties daarmee zijn, en welke repository's achter elk cijfer zitten.
open-by-default-all = Hoe open zijn de projecten?
open-by-default-more = Meer over deze cijfers
open-by-default-summary = { $left ->
    [0] We tellen { $counted ->
        [one] 1 project.
       *[other] { $counted } projecten.
    }
    [one] We tellen { $counted } van de { $repositories } projecten. Er is 1 dat niet meetelt.
   *[other] We tellen { $counted } van de { $repositories } projecten. De andere { $left } tellen niet mee.
}

figure-open-licence = Open licentie
figure-valid-publiccode = Geldige publiccode.yml
figure-explaining-readme = README die uitlegt
figure-security-contact = Meldpunt voor beveiliging
figure-named-owner = Eigenaar genoemd
figure-upkeep = Onderhouden
figure-share = { $share } ({ $passed } van { $known })
figure-of = { $passed } van { $known }
figure-known-of = { $known } van { $all } bekend
figure-not-enough-known = niet genoeg bekend
figure-nothing-counts = –
few = weinig
figure-range = { $count ->
    [one] Van 1 project weten we dit niet: het is { $range }.
   *[other] Van { $count } projecten weten we dit niet: het is { $range }.
}
figure-passed = { $count } wel
figure-failed = { $count } niet
figure-unknown = { $count } onbekend
outcome-of-figure-passed = ja
outcome-of-figure-failed = nee
outcome-of-figure-unknown = onbekend

change-plain = { $direction ->
    [same] { $day }: ook { $was }.
    [up] { $day }: { $was }. Nu { $points ->
        [one] 1 procentpunt
       *[other] { $points } procentpunten
    } hoger.
   *[down] { $day }: { $was }. Nu { $points ->
        [one] 1 procentpunt
       *[other] { $points } procentpunten
    } lager.
}
change-was = { $day }: { $was }.
change-rules = { $day }: { $was }, met andere regels.
change-left-out = { $day }: { $was }. Toen telde iets anders mee.
peers = De middelste van { $bodies } heeft { $median }; de helft zit tussen { $lower } en { $upper }.

history-title = Door de tijd
history-none = Er zijn nog geen cijfers van eerder. Na elke keer dat we gegevens ophalen, bewaren we de cijfers van die dag.
history-begins = We houden dit bij sinds { $day }. Vanaf { $from } ziet u wat er verandert.
day-label = Kijk naar de cijfers van een andere dag
day-button = Toon die dag
day-now = Naar de cijfers van nu
day-is-past = Dit zijn de cijfers van toen.
day-not-kept = Van { $day } hebben we geen cijfers bewaard.
fresh-as-of = Stand van { $day }
fresh-old = ⚠ Let op: de gegevens zijn van { $day } ({ $count } dagen oud).
fresh-days-old = ⚠ { $count } dagen oud
cite-title = Citeer dit cijfer
cite-others = De andere cijfers om te citeren
cite-open-licence = Op { $day } had { $share } ({ $passed } van { $known }) van de openbare projecten van de overheid in de Bronwijzer een open licentie.
cite-valid-publiccode = Op { $day } had { $share } ({ $passed } van { $known }) van de openbare projecten van de overheid in de Bronwijzer een geldige publiccode.yml.
cite-explaining-readme = Op { $day } had { $share } ({ $passed } van { $known }) van de openbare projecten van de overheid in de Bronwijzer een README die uitlegt wat het is.
cite-security-contact = Op { $day } had { $share } ({ $passed } van { $known }) van de openbare projecten van de overheid in de Bronwijzer een meldpunt voor beveiliging.
cite-named-owner = Op { $day } noemde { $share } ({ $passed } van { $known }) van de openbare projecten van de overheid in de Bronwijzer een eigenaar.
cite-upkeep = Op { $day } werd { $share } ({ $passed } van { $known }) van de openbare projecten van de overheid in de Bronwijzer onderhouden.
cite-unknown = Van { $count } is het onbekend: { $range }.
history-table = Toon de cijfers van eerder in een tabel
history-what = Een dag of week die ontbreekt, is in de grafiek een gat. Een stippellijn in de grafiek is een dag waarop we anders gingen tellen.
history-table-caption = Cijfers van eerder
history-day = Dag
history-changed = vanaf hier andere regels
history-chart = Lijngrafiek van ‘{ $figure }’ van { $from } tot { $to }, van 0% onderaan tot 100% bovenaan. De gegevens staan in de tabel hieronder.

left-out-title = Wat niet meetelt
left-out-none = Alle repository's tellen mee.
left-out-count = { $what }: { $count }
left-out-why = Waarom tellen deze niet mee?
leaves-out = Deze soorten tellen hier niet mee: { $what }.
leaves-out-nothing = Hier telt elke soort repository mee.
left-out-fork = forks
left-out-mirror = spiegels
left-out-archived = gearchiveerde repository's
left-out-template = sjablonen
left-out-empty = lege repository's
left-out-profile = profielpagina's

league-types = Per soort organisatie
league-bodies = Vergelijk organisaties
league-none = Er zijn nog geen projecten.
league-organisation = Organisatie
league-counted = Projecten
league-type = Soort
league-all-types = Alle soorten
league-figure = Cijfer
league-button = Toon
league-all-figures = toon alle cijfers
league-few = { $count ->
    [one] 1 organisatie met minder dan 5 projecten
   *[other] { $count } organisaties met minder dan 5 projecten
}
league-few-note = Bij zo weinig projecten beslist één project. Vergelijk deze percentages niet.
league-unknown = onbekend
league-unknown-note = Onbekend betekent: van minder dan de helft van de projecten weten we het.
league-excel = Download voor Excel
league-csv = Download als CSV
csv-day = Dag
csv-organisation = Naam in adressen
csv-name = Organisatie
csv-type = Soort
csv-reading = Wat we weten
csv-complete-at = Gelezen op
csv-unreadable-since = Niet te lezen sinds
csv-repositories = Repository's
csv-counted = Tellen mee
csv-passed = wel
csv-failed = niet
csv-unknown = onbekend
csv-share = percentage
league-api = JSON

repository-left-out = Deze repository telt niet mee in de cijfers. { $what }
explain-open-by-default = Zo tellen we

explanation-open-by-default-title = Zo tellen we ‘open, tenzij’
explanation-open-by-default = We bekijken van elke repository zes dingen. Elke dag bewaren we de cijfers van elke organisatie. Zo ziet u of het vooruitgaat.
explanation-open-by-default-share = Een percentage is het deel van de projecten waarvan we het weten. Zegt onze bron niets? Dan is het antwoord ‘onbekend’ en telt het project bij dat cijfer niet mee. We laten wel zien hoeveel het er zijn. Weten we het van minder dan de helft? Dan geven we geen percentage en staat er ‘niet genoeg bekend’.
explanation-open-by-default-compare = We vergelijken een organisatie met de andere organisaties van dezelfde soort. Staat er ‘weinig’? Dan weten we het van minder dan vijf projecten: vergelijk dat percentage niet. Vonden we niets bij een organisatie? Dan zeggen we dat alleen als we alles hebben gelezen. Anders staat er ‘nog niet bekeken’ of ‘niet te lezen’. Veranderen de regels of wat meetelt? Dan noemen we dat en geen verschil met eerder.
explanation-figure-open-licence = De licentie is open. Dat mag een licentie voor code zijn, of een licentie voor tekst en data.
explanation-figure-valid-publiccode = Er is een publiccode.yml en die voldoet aan de standaard.
explanation-figure-explaining-readme = De README heeft minstens 50 woorden lopende tekst en een kop over wat het is, waarvoor het is of hoe u het gebruikt. Of de README heeft minstens 150 woorden lopende tekst. Code, koppen en plaatjes tellen we niet.
explanation-figure-security-contact = Er is een bestand SECURITY of security.txt. Daarin staat hoe u een beveiligingsprobleem meldt.
explanation-figure-named-owner = In de repository staat wie verantwoordelijk is: een organisatie of contactpersonen in publiccode.yml, of een bestand CODEOWNERS. Ook staat het account in ons register van organisaties.
explanation-figure-upkeep = De status is ‘druk’ of ‘onderhouden’.
explanation-left-out = Sommige repository's bevatten geen eigen werk van de organisatie, of er wordt met opzet niet meer aan gewerkt. Die tellen niet mee. Een repository telt bij de eerste soort die klopt. Wie een Bronwijzer beheert, kan andere soorten kiezen.
explanation-left-out-fork = Het is een kopie van een andere repository op hetzelfde platform.
explanation-left-out-mirror = Het is een spiegel van een repository ergens anders.
explanation-left-out-archived = De repository staat in het archief of is uitgezet. Of publiccode.yml zegt dat hij verouderd is.
explanation-left-out-template = Het is een sjabloon om een nieuwe repository mee te beginnen.
explanation-left-out-empty = Er staat nog niets in.
explanation-left-out-profile = Het is de profielpagina van een account, zoals de repository ‘.github’. Er staat geen software in.

reason-publiccode_is_valid = publiccode.yml voldoet aan de standaard
reason-publiccode_is_invalid = publiccode.yml voldoet niet aan de standaard
reason-publiccode_is_missing = er is geen publiccode.yml
reason-publiccode_is_unknown = we weten niet of er een goede publiccode.yml is
reason-security_file = het bestand { $path } zegt hoe u een beveiligingsprobleem meldt
reason-security_policy_of_owner = de eigenaar zegt voor al zijn repository's hoe u een lek meldt
reason-security_policy_on_forge = het platform toont een beveiligingsbeleid
reason-owners_security_policy_unknown = de repository heeft geen bestand SECURITY of security.txt, en we weten niet of de eigenaar er een geeft voor alle repository's
reason-no_security_file = er is geen bestand SECURITY of security.txt
reason-files_not_listed = deze bron zegt niet welke bestanden er zijn
reason-account_not_in_registry = het account staat niet meer in het register van organisaties
reason-owner_in_publiccode = publiccode.yml noemt { $owner }
reason-contacts_in_publiccode = { $count ->
    [one] publiccode.yml noemt 1 contactpersoon
   *[other] publiccode.yml noemt { $count } contactpersonen
}
reason-codeowners_file = het bestand { $path } noemt wie de code beheert
reason-no_owner_named = publiccode.yml noemt geen eigenaar of contactpersoon, en er is geen bestand CODEOWNERS
reason-owner_not_looked_for = deze bron zegt niet of er een eigenaar wordt genoemd
reason-no_readme = er is geen README
reason-readme_not_read = we hebben de tekst van de README niet
reason-readme_with_heading = de README heeft { $count } woorden lopende tekst en de kop ‘{ $heading }’
reason-readme_long = de README heeft { $count } woorden lopende tekst
reason-readme_without_heading = de README heeft { $count } woorden lopende tekst, maar geen kop over wat het is of hoe u het gebruikt
reason-readme_short = { $count ->
    [one] de README heeft maar 1 woord lopende tekst
   *[other] de README heeft maar { $count } woorden lopende tekst
}

facet-open-by-default = Open, tenzij
counts-as-open-licence-passed = Open licentie: wel
counts-as-open-licence-failed = Open licentie: niet
counts-as-open-licence-unknown = Open licentie: onbekend
counts-as-valid-publiccode-passed = Geldige publiccode.yml: wel
counts-as-valid-publiccode-failed = Geldige publiccode.yml: niet
counts-as-valid-publiccode-unknown = Geldige publiccode.yml: onbekend
counts-as-explaining-readme-passed = README die uitlegt: wel
counts-as-explaining-readme-failed = README die uitlegt: niet
counts-as-explaining-readme-unknown = README die uitlegt: onbekend
counts-as-security-contact-passed = Meldpunt voor beveiliging: wel
counts-as-security-contact-failed = Meldpunt voor beveiliging: niet
counts-as-security-contact-unknown = Meldpunt voor beveiliging: onbekend
counts-as-named-owner-passed = Eigenaar genoemd: wel
counts-as-named-owner-failed = Eigenaar genoemd: niet
counts-as-named-owner-unknown = Eigenaar genoemd: onbekend
counts-as-upkeep-passed = Onderhouden: wel
counts-as-upkeep-failed = Onderhouden: niet
counts-as-upkeep-unknown = Onderhouden: onbekend
counts-as-left-out-fork = Telt niet mee: forks
counts-as-left-out-mirror = Telt niet mee: spiegels
counts-as-left-out-archived = Telt niet mee: gearchiveerde repository's
counts-as-left-out-template = Telt niet mee: sjablonen
counts-as-left-out-empty = Telt niet mee: lege repository's
counts-as-left-out-profile = Telt niet mee: profielpagina's
