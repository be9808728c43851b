# What owners of software can do, and how to work in the open.
nav-toolbox = Toolbox
toolbox-title = Toolbox voor eigenaren
toolbox-lead = Maakt uw organisatie software? Hier leest u hoe u die deelt, en zorgt u dat anderen haar vinden en kunnen gebruiken.
toolbox-address = Adres van de repository
toolbox-address-hint = Bijvoorbeeld github.com/organisatie/naam.
toolbox-generator-title = Maak een publiccode.yml
toolbox-generator-what = In publiccode.yml staat wat uw software doet, voor wie, en wie haar onderhoudt. U vult een formulier in en krijgt een geldig bestand. Wat wij van uw repository weten, vullen we vast in.
toolbox-generator-start = Begin met deze repository
toolbox-generator-empty = Begin met een leeg formulier
toolbox-check-title = Controleer een publiccode.yml
toolbox-check-what = Kijk of het bestand in uw repository klopt. U ziet bij elke fout de regel en hoe u die herstelt.
toolbox-check-text = Plak zelf de tekst van een bestand

toolbox-publish-title = Zo deelt u uw software
toolbox-publish-decide = Bepaal of het kan.
toolbox-publish-decide-how = Broncode van de overheid is open, tenzij er een goede reden is om dat niet te doen, zoals veiligheid. Beslis per project en schrijf de reden op.
toolbox-publish-clean = Ruim op.
toolbox-publish-clean-how = Haal wachtwoorden, sleutels en persoonsgegevens weg, ook uit de oude versies van de code.
toolbox-publish-licence = Kies een open licentie.
toolbox-publish-licence-how = Zet de tekst in een bestand LICENSE. Zonder licentie mag niemand uw code gebruiken.
toolbox-publish-readme = Schrijf een README.
toolbox-publish-readme-how = Vertel wat de software doet, voor wie, hoe iemand begint en waar vragen heen kunnen. Zet in SECURITY hoe mensen een lek melden.
toolbox-publish-publiccode = Voeg publiccode.yml toe.
toolbox-publish-publiccode-how = Dan nemen catalogi in Nederland en andere landen uw software goed over.
toolbox-publish-follow = Houd het bij.
toolbox-publish-follow-how = Beantwoord vragen, breng versies uit en zeg het eerlijk als u stopt.

toolbox-licence-title = Een licentie kiezen
toolbox-licence-why = Kies een licentie die veel mensen kennen. Dan weet iedereen wat mag. Zijn er al afspraken met een leverancier, of bouwt u voort op code van een ander? Kijk dan eerst welke licentie daarbij past.
toolbox-licence-eupl = De licentie van de Europese Unie, ook in het Nederlands geldig. Wie uw code aanpast en weer aanbiedt, deelt die aanpassingen. Voor overheden is dit meestal de beste keus.
toolbox-licence-permissive = Iedereen mag er alles mee doen, ook zonder aanpassingen te delen. Past bij bouwstenen die u overal gebruikt wilt zien.
toolbox-licence-content = Voor teksten, beelden en gegevens. Niet voor code.
toolbox-licence-how = Neem de tekst van de licentie precies over. Schrijf in publiccode.yml de korte naam uit de lijst van SPDX.

toolbox-steps-title = Open werken in zeven stappen
toolbox-steps-what = Openheid is meer dan code delen. Met deze stappen wordt uw project iets waar anderen op kunnen bouwen. Wij kijken bij elk project hoe ver het is.
toolbox-step-for-whom = Schrijf op voor wie u het maakt en wat zij eraan hebben. Doe dat in gewone taal, en ook in het Engels als u buiten Nederland gevonden wilt worden.
toolbox-step-where = Kies een vaste, openbare plek waar iedereen kan kijken en reageren. Geef het project onderwerpen, een website en een publiccode.yml.
toolbox-step-context = Leg uit waarom het project er is, van wie het is, hoe ver het is en wat anderen ermee mogen.
toolbox-step-documentation = Zorg dat iemand zonder uw hulp kan beginnen. Beschrijf installeren en gebruiken, houd wijzigingen bij en test automatisch.
toolbox-step-conversation = Nodig mensen uit om vragen te stellen en voorstellen te doen, en geef antwoord. Spreek af hoe u met elkaar omgaat.
toolbox-step-responsible = Noem wie er over het project gaat en wie meldingen over veiligheid krijgt. Laat nooit alles van één persoon afhangen.
toolbox-step-fun = Vier wat lukt, bedank wie meehelpt en laat zien dat er iets gebeurt. Dan komen mensen terug.

toolbox-listed-title = In de Bronwijzer komen
toolbox-listed-how = De Bronwijzer leest de accounts van overheden die in ons register staan. Staat het account van uw organisatie erin, dan komt elke openbare repository vanzelf in de catalogus. U hoeft niets aan te melden. Ontbreekt uw organisatie of account? Stel dan een wijziging in het register voor.
toolbox-listed-register = Bekijk het register in de broncode van de Bronwijzer

toolbox-guidance-title = Officiële informatie
toolbox-guide-developer = developer.overheid.nl: alles voor ontwikkelaars bij de overheid
toolbox-guide-standards = Forum Standaardisatie: de open standaarden die voor overheden gelden
toolbox-guide-eupl = De tekst van de EUPL 1.2
toolbox-guide-spdx = SPDX: de lijst met korte namen van licenties (in het Engels)
toolbox-guide-publiccode = De standaard publiccode.yml (in het Engels)
toolbox-guide-standard = De Standaard voor Publieke Code: eisen aan software om samen te gebruiken (in het Engels)
toolbox-guide-tooi = TOOI: het register van overheidsorganisaties
