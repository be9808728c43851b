//! The words that Dutch compounds are cut into. A word belongs here when it
//! stands in compounds about government or software, and is no end or
//! beginning of words that have nothing to do with it: `aard` would cut
//! `standaard`. A word of the list is not cut itself.

/// In lower case and in the singular, as they stand in the middle of a
/// compound.
pub(super) const WORDS: &str = "
aangifte aanbesteding aanbod aanmeld aanmelding aanpak aansluit aansluiting aanvraag abonnement
account activiteit administratie adres advies afdeling afhandeling afspraak afval agenda
algoritme analyse apotheek applicatie archief archivering archiverings artikel arbeid asiel
audit auto authenticatie autorisatie baan balie bedrijf bedrijven beeld begraafplaats beheer
beheerder belasting belastingen beleid bericht berichten beroep bescherming beslis beslissing
besluit bestand bestanden bestel bestelling bestemming bestuur besturing betaal betaling
beveiliging beweging bewaar bewaren bewoner bezwaar bibliotheek bodem boete bomen boom bouw brand
brief brieven broker bron bronnen brug bruggen budget burger buurt calamiteit calamiteiten
catalogus categorie certificaat check cliënt code communicatie component computer configuratie
consument contact content controle coördinatie corona crisis cultuur cursus dashboard
data database datum declaratie delen dienst diensten digitaal dijk document documentatie documenten
domein donatie donor doel doelgroep dossier drempel drink duurzaamheid economie eigenaar eigenaren
element energie enquête ervaring evenement evenementen export factuur facturen fiets fietsen film
financiën fonds formulier formulieren foto functie gas gebied gebieden gebouw gebouwen gebruik
gebruiker gebruikers gegevens geld geluid gemeente gemeenten generator geo gezondheid
gezondheids gids grafiek grens grond handboek handel handhaving handhavings handleiding handtekening haven
helpdesk hulp hulpmiddel huis huisvesting huur hypotheek identiteit import index indicator
informatie infrastructuur inkomen inkomens inkoop innovatie inschrijf inschrijving inspectie instelling
integratie interface inventaris inwoner inwoners inzicht jaar jeugd jongeren justitie kaart kaarten
kade kamer kantoor kapitaal kas kennis kern keten kind kinderen kiezer kiezers klacht klachten
klant klanten klimaat knooppunt koppel koppeling koppelingen kosten kracht kunst kwaliteit
laadpaal lab land landbouw landschap leer leerling leerlingen leerplicht leges les leverancier
levering licentie lijst locatie logboek logging loket loon lucht maatregel machine makelaar
management markt meet melding meldingen meld mens mensen meter meting milieu ministerie misdaad mobiliteit
model module monitor monitoring monument museum muren muur natuur netwerk nieuws norm notificatie
notitie object omgeving omgevings onderhoud onderneming ondernemers onderwijs onderzoek
ontsluiting ontwerp ontwikkel ontwikkeling oever opdracht open opgave oplossing opslag opvang order
organisatie overheid overheids overleg overlast overzicht paal paspoort parkeer parkeren parlement
partij patiënt pensioen permissie personeel persoon persoons personen plaats plan planning plant
platform polder politie poort portaal post praktijk prijs prioriteit privacy procedure proces
product productie proef profiel programma project protocol provincie publicatie publicaties
raad raads raadpleeg rapport rapportage recht rechten rechtspraak record redactie referentie regel regels regeling
register registratie rekening reken reis reizen relatie reserveer reservering richtlijn riool risico
rivier route ruimte samenwerking schade schema scan scanner school scholen schuld schulden script
sector sensor service simulatie site sleutel sluis snelheid software spoor sport staat
stad stads standaard standaarden station statistiek status stelsel stem stemmen stoep straat strategie
stroom student studie subsidie systeem taak taal taken team techniek technologie tekst tel telling
temperatuur template terrein test tijd tijds tijdlijn toegang toegankelijkheid toepassing toeslag toets toetsing
toezicht tool topografie training transactie transport tunnel type typescript uitgifte uitkering uitkerings uitvoering uitwisseling
uitslag validatie vaccin vaccinatie vaar vaart vastgoed veiligheid veiligheids ventilatie verantwoording
verbinding verblijf verbruik vereniging vergadering vergaderingen vergunning vergunningen verhuis
verkeer verkeers verkiezing verkiezings verordening verplichting verslag verstrekking verwerking verwerkings verwijs
verwijzing verzoek verzekering viewer visserij visualisatie vluchteling voertuig voeding voorkeur voorraad
voorschrift voorspelling voorziening voortgang vordering vraag vragen vrijwilliger waarde waarneming
waarschuwing wacht wachtwoord warmte water wateren waterschap web website weer weg wegen wens
werk werkgever werknemer werkplek wet wetgeving wetten wijk wijken wijzer winkel wonen woning woningen
woord woorden zaak zaken zee zorg zoek zwem
";
