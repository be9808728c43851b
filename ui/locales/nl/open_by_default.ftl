# Open by default: the figures, the page, and what is left out.
nav-open-by-default = Hoe open?
open-by-default-title = Open, tenzij
open-by-default-what = De overheid maakt haar broncode open, tenzij daar goede redenen tegen zijn. Hier ziet u hoe ver organisaties daarmee zijn, en welke repository's achter elk cijfer zitten.
open-by-default-all = Alle organisaties samen
open-by-default-summary = { $left ->
    [0] We tellen { $counted ->
        [one] 1 repository.
       *[other] { $counted } repository's.
    }
    [one] We tellen { $counted } van de { $repositories } repository's. Er is 1 die niet meetelt.
   *[other] We tellen { $counted } van de { $repositories } repository's. De andere { $left } tellen niet mee.
}

figure-open-licence = Open licentie
figure-valid-publiccode = Goede publiccode.yml
figure-explaining-readme = README die uitlegt
figure-security-contact = Meldpunt voor beveiliging
figure-named-owner = Eigenaar genoemd
figure-upkeep = Onderhouden
figure-share = { $share } ({ $passed } van { $known })
figure-of = { $passed } van { $known } repository's
figure-nothing-known = –
figure-range = { $count ->
    [one] Van 1 repository weten we dit niet.
   *[other] Van { $count } repository's weten we dit niet.
} Het echte cijfer ligt tussen { $least } en { $most }.
figure-passed = { $count } wel
figure-failed = { $count } niet
figure-unknown = { $count } onbekend
outcome-of-figure-passed = ja
outcome-of-figure-failed = nee
outcome-of-figure-unknown = onbekend

change-none-month = Van een maand geleden hebben we geen cijfer.
change-none-year = Van een jaar geleden hebben we geen cijfer.
change-plain = { $direction ->
    [same] Op { $day } was dit ook { $was }.
    [up] Op { $day } was dit { $was }. Nu is het { $points ->
        [one] 1 procentpunt
       *[other] { $points } procentpunten
    } hoger.
   *[down] Op { $day } was dit { $was }. Nu is het { $points ->
        [one] 1 procentpunt
       *[other] { $points } procentpunten
    } lager.
}
change-unknown = Van { $day } hebben we geen cijfer.
change-was = Op { $day } was dit { $was }.
change-rules = Op { $day } was dit { $was }. De regels zijn sindsdien veranderd. Het verschil zegt dus niets.
change-left-out = Op { $day } was dit { $was }. Sindsdien tellen andere soorten repository's mee. Het verschil zegt dus niets.
peers = Vergeleken met { $bodies } organisaties van dezelfde soort: de middelste heeft { $median }, de middelste helft zit tussen { $lower } en { $upper }.
peers-too-few = Er zijn te weinig organisaties van dezelfde soort om mee te vergelijken.
peers-own-too-few = Deze organisatie heeft minder dan vijf repository's waarvan we dit weten. Dat is te weinig om te vergelijken.

history-none = Er is nog geen geschiedenis. We bewaren elke dag de cijfers van die dag, en gooien ze nooit weg.
history-table = Toon de cijfers van eerder in een tabel
history-what = Van elke week staat hier de laatste dag waarvan we cijfers hebben. Een week die ontbreekt, is in de grafiek een gat. Een streep in de grafiek is een dag waarop de regels veranderden.
history-table-caption = Cijfers per week
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
league-bodies = Per organisatie
league-none = Er zijn nog geen repository's.
league-organisation = Organisatie
league-counted = Tellen mee
league-sort = Kies een kop van een kolom om op die kolom te sorteren.
league-few = Minder dan vijf repository's waarvan we dit weten: te weinig om te vergelijken.
league-without = { $count ->
    [one] Van 1 organisatie kennen we nog geen repository's.
   *[other] Van { $count } organisaties kennen we nog geen repository's.
}
league-csv = Download als CSV
league-api = Dezelfde cijfers als JSON

repository-left-out = Deze repository telt niet mee in de cijfers. { $what }
explain-open-by-default = Zo tellen we

explanation-open-by-default-title = Zo tellen we ‘open, tenzij’
explanation-open-by-default = We bekijken van elke repository zes dingen. Elke dag bewaren we de cijfers van elke organisatie. Zo ziet u of het vooruitgaat.
explanation-open-by-default-share = Een percentage is het deel van de repository's waarvan we het weten. Zegt onze bron niets? Dan is het antwoord ‘onbekend’ en telt de repository bij dat cijfer niet mee. We laten wel zien hoeveel het er zijn.
explanation-open-by-default-compare = We vergelijken een organisatie met organisaties van dezelfde soort, vanaf vijf repository's waarvan we het weten. Veranderen de regels of wat meetelt? Dan noemen we dat en geen verschil met eerder.
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
counts-as-valid-publiccode-passed = Goede publiccode.yml: wel
counts-as-valid-publiccode-failed = Goede publiccode.yml: niet
counts-as-valid-publiccode-unknown = Goede publiccode.yml: onbekend
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
