# Waarom een project in de lijst voor Europa staat, of niet.
european-title = Waarom staat mijn project (niet) in de lijst voor Europa?
european-lead = De Europese Commissie maakt een catalogus van open source van overheden. Wij maken daarvoor een lijst van Nederlandse projecten. Kijk hier of uw project erin staat.
european-by-address = Bekijk een project
european-in = Dit project staat in de lijst voor Europa.
european-out = Dit project staat niet in de lijst voor Europa.
european-unsure = Wij weten niet of dit project in de lijst kan staan.
european-state-holds = in orde
european-state-missing = niet in orde
european-state-unknown = niet bekend
european-shown = De repository is het origineel
european-shown-how = Dit is een kopie. In de lijst kan alleen het origineel staan:
european-file = Er is een publiccode.yml
european-file-how = Zet het bestand in de hoofdmap van de repository. U kunt het hier maken:
european-valid = De publiccode.yml is geldig
european-valid-how = { $count ->
    [one] Er staat 1 fout in.
   *[other] Er staan { $count } fouten in.
}
european-see-findings = Bekijk wat u kunt herstellen
european-own = De publiccode.yml gaat over deze repository
european-own-how = Dit is een afsplitsing, en bij url staat het adres van andere software. Is dit uw eigen versie? Zet dan uw eigen adres bij url.
european-when = Hebt u iets veranderd? Dan ziet u dat hier nadat wij de repository opnieuw hebben gelezen. Meestal is dat de volgende dag.
european-conditions = Wat er in de lijst staat
european-conditions-what = In de lijst staat elk openbaar project in onze catalogus met een geldige publiccode.yml. U hoeft niets aan te melden. Van een kopie staat alleen het origineel erin.
european-decides = Wie er beslist
european-decides-what = De Europese Commissie beslist zelf wat zij uit onze lijst overneemt, en wanneer. Staat uw project wel in onze lijst, maar niet in haar catalogus? Vraag het dan aan de Commissie.
european-lists = De lijst zelf
european-projects = Projecten met eigenaar en adres (JSON)
european-publiccode = De inhoud van elke publiccode.yml (JSON)
european-link = Staat dit project in de lijst voor Europa?
toolbox-european-title = Kom in de Europese catalogus
toolbox-european-what = De Europese Commissie maakt een catalogus van open source van overheden. Heeft uw project een geldige publiccode.yml? Dan staat het vanzelf in de lijst die wij daarvoor maken.
