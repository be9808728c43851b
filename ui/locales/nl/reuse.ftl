# The box at the top of a repository's page, whom to ask, and "we use this".
reuse-title = Kan ik dit gebruiken?
reuse-as-of = Stand van { $date }
reuse-old = { $count ->
    [one] Deze gegevens zijn 1 dag oud.
   *[other] Deze gegevens zijn { $count } dagen oud.
} Wat daarna is veranderd, ziet u hier niet.
reuse-may-i = Mag ik het gebruiken?
reuse-licence-open = { $known ->
    [yes] Ja, onder { $licence }. U mag de code gebruiken, aanpassen en delen.
   *[no] Ja. Alle licenties zijn open: u mag de code gebruiken, aanpassen en delen.
}
reuse-licence-open-content = Teksten en data wel ({ $licence }). Voor code is deze licentie niet bedoeld.
reuse-licence-not-open = Niet zomaar: { $licence } is geen open licentie.
reuse-licence-missing = Vraag het eerst. Zonder licentie mag u de code niet gebruiken.
reuse-licence-contradictory = Vraag de eigenaar welke licentie geldt.
reuse-licence-unknown = Dat weten we niet. Kijk in de code of er een licentie staat.
reuse-is-it-kept-up = Wordt eraan gewerkt?
reuse-maintenance-archived = Nee, de eigenaar heeft het gesloten.
reuse-maintenance-seeking-maintainer = De eigenaar zoekt iemand voor het onderhoud.
reuse-maintenance-active = Ja, de laatste maanden vaak.
reuse-maintenance-maintained = Ja, het laatste jaar.
reuse-maintenance-dormant = Al meer dan een jaar niet.
reuse-maintenance-unmaintained = Nee, al lang niet.
reuse-maintenance-unknown = Dat weten we niet.
last-change = Laatste wijziging: { $date }.
reuse-how-many-people = Hoeveel mensen werken eraan?
reuse-people = { $people ->
    [0] Niemand, sinds { $since }.
    [one] 1 persoon, sinds { $since }.
   *[other] { $people } mensen, sinds { $since }.
}
reuse-people-one = Eén persoon maakte het laatste jaar { $percent }% van de wijzigingen. { $people ->
    [0] Sinds { $since } werkte niemand anders eraan.
    [one] Sinds { $since } werkte niemand anders eraan.
   *[other] Sinds { $since } werkten er { $people } mensen aan.
}
reuse-people-unknown = Dat weten we niet.
reuse-who-uses-it = Wie gebruikt het?
users-named = Gebruikers bekend
users-unknown = Gebruikers onbekend
reuse-users = { $count ->
    [0] We kennen geen gebruikers.
    [one] Voor zover we weten gebruikt 1 organisatie het.
   *[other] Voor zover we weten gebruiken { $count } organisaties het.
}
reuse-warnings = Let op
reuse-other-kind = Dit is geen software. Soort inhoud: { $kind }.
reuse-yet-worked-on = { $what }. Toch wordt er nog aan gewerkt.
reuse-no-security = Er staat niet hoe u een beveiligingsprobleem meldt.
reuse-no-publiccode = Er is geen publiccode.yml. Daardoor weten we minder over deze software.
reuse-reasons = Waarom we dit vinden
reuse-source = Bron: { $source }, gezien op { $date }.
explain-kind = Zo bepalen we de soort

asking-title = Vragen of meedoen
asking-question = Stel een vraag of meld een fout
asking-issues = issues op { $host }
asking-contact = Contact
asking-contractor = Onderhoud
asking-contract-until = contract tot { $date }
asking-contract-ended = contract liep af op { $date }
asking-support = Hier krijgt u hulp
asking-contributing = Zo doet u mee
asking-security = Meld een beveiligingsprobleem
asking-codeowners = Wie welke code nakijkt
asking-governance = Wie beslist en hoe
asking-no-file = staat er niet bij
asking-from = Deze namen staan in publiccode.yml van de eigenaar.
asking-nobody = De eigenaar noemt geen contactpersoon.

users-title = Wie het gebruikt en wat erbij hoort
users-by-owner = Volgens publiccode.yml van de eigenaar:
users-none = We weten niet wie dit gebruikt. De eigenaar kan het in publiccode.yml zetten.
use-source-publiccode = staat in publiccode.yml van de eigenaar
use-source-statement = zegt het zelf
use-stage-production = werkt ermee
use-stage-trial = probeert het uit
usage-title = Wij gebruiken dit
usage-lead = Gebruikt uw organisatie dit? Vertel het de eigenaar. Dan zien anderen het hier ook. Wij bewaren niets van wat u hier doet.
usage-publiccode = Zet uw naam in publiccode.yml
usage-lines = Voeg uw organisatie toe onder usedBy. Op het platform stuurt u dat als voorstel naar de eigenaar.
usage-lines-new = Er is nog geen publiccode.yml, of we kennen het niet. Deze regels zijn een begin:
usage-your-name = Naam van uw organisatie
usage-edit = Bewerk publiccode.yml op { $host }
usage-make = Maak publiccode.yml op { $host }
usage-tell = Of vertel het de eigenaar
usage-mail = Schrijf een mail aan { $who }
usage-mail-subject = Wij gebruiken { $title }
usage-mail-body =
    Beste beheerder,

    Onze organisatie gebruikt { $title } ({ $url }).
    Wilt u ons toevoegen aan ‘usedBy’ in publiccode.yml?

    Naam van de organisatie:
    Waarvoor wij het gebruiken:
usage-ask = Schrijf het bij de
usage-nobody = We kennen geen adres van de eigenaar.

mending-title = Klopt er iets niet?
mending-facts = De tekst, de licentie of het contact
mending-facts-how = Die komen uit de repository. De eigenaar past ze daar aan. U kunt het voorstellen:
mending-publiccode = publiccode.yml op { $host }
mending-owner = Van welke organisatie het is
mending-owner-how = Dat staat in ons register van organisaties. Laat het ons weten.
mending-verdict = Een oordeel, of iets anders op deze pagina
mending-verdict-how = Laat het ons weten. We kijken ernaar.
mending-contact = Neem contact op

preview-organisation = Software die u kunt hergebruiken: wat het doet, of u het mag gebruiken en wie u kunt vragen.
