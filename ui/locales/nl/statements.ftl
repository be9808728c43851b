# What people say: the kinds, their forms, and what can be done with it.
kind-seeking = Vraag om hulp
kind-offer = Aanbod van hulp
kind-use = In gebruik
kind-support = Hulp van een leverancier
kind-release-request = Verzoek om vrij te geven
kind-declared-closed = Blijft gesloten
kind-correction = Verbetering
kind-farewell = Gestopt
kind-post = Bericht

say-about = Dit gaat over:
say-back = Ga terug
say-cancel = Toch niet
say-then = Wat er gebeurt als u verstuurt
say-then-public = Iedereen kan het lezen, met uw naam erbij. Bent u nieuw hier? Dan kijkt er eerst iemand van deze site naar.
say-then-moderated = Er kijkt altijd eerst iemand van deze site naar. Daarna kan iedereen het lezen, met uw naam erbij.
say-then-year = Het blijft een jaar staan. Daarna kunt u het verlengen.
say-then-years = Het blijft { $years } jaar staan. Daarna kunt u het verlengen.
behalf = Namens wie zegt u dit?
behalf-oneself = Alleen namens mezelf
behalf-organisation = Namens { $name }
behalf-supplier = Als leverancier { $name }

say-seeking-title = Vraag om een beheerder of om hulp
say-seeking-lead = Zoekt u iemand die deze software overneemt, of die meehelpt? Vertel wat u zoekt. Of zeg dat er geen hulp nodig is.
say-seeking-text = Toelichting
say-seeking-text-hint = Wat doet de software, wat moet er gebeuren, en hoe helpt u iemand op weg?
say-seeking-button = Plaats de vraag
say-seeking-then = Uw vraag komt bij de software te staan, en op de pagina ‘Meehelpen’. Wie wil helpen, kan de vraag oppakken of u een bericht sturen.
say-seeking-who = Alleen wie voor de eigenaar van deze software spreekt, kan om een beheerder vragen. Spreekt u voor de eigenaar? Meld u dan aan met uw werkadres, of vraag het aan wie deze site beheert.

say-offer-title = Bied hulp aan
say-offer-lead = U hoeft geen programmeur te zijn. Vertel wat u kunt en hoeveel tijd u hebt.
say-offer-text = Wat wilt u doen?
say-offer-text-hint = Een paar zinnen zijn genoeg. Zet er geen telefoonnummer of e-mailadres in: wie u zoekt, stuurt een bericht met deze site.
say-offer-button = Bied hulp aan
say-offer-then = Wie hulp zoekt, ziet uw aanbod en kan u een bericht sturen. Uw e-mailadres ziet niemand.
say-offer-who = U kunt nu geen hulp aanbieden.

say-use-title = Zeg dat u dit gebruikt
say-use-lead = Gebruikt uw organisatie deze software? Zeg dat. Dan weten anderen bij wie ze kunnen vragen hoe het gaat.
say-use-text = Toelichting
say-use-text-hint = Waarvoor gebruikt u het, en hoe bevalt het?
say-use-button = Zeg dat wij dit gebruiken
say-use-then = Uw organisatie komt bij ‘Wie het gebruikt’ te staan. Het telt mee in de cijfers.
say-use-who = Dit zegt u namens een organisatie. U spreekt nog voor geen organisatie. Meld u aan met uw werkadres, of vraag het aan wie deze site beheert.

say-support-title = Zeg wat u als leverancier doet
say-support-lead = Levert u hulp bij deze software? Dan kunnen overheden u vinden.
say-support-text = Toelichting
say-support-text-hint = Zeg wat u doet en voor wie. Maak geen reclame.
say-support-button = Stuur het in
say-support-then = Uw bedrijf komt bij de software te staan, met een link.
say-support-who = Dit is voor leveranciers. Vul eerst op uw pagina in welk bedrijf u bent.

say-release-request-title = Vraag om software vrij te geven
say-release-request-lead = Heeft een overheid software die nog niet open is? Vraag of zij de broncode vrijgeeft.
say-release-request-text = Waarom vraagt u dit?
say-release-request-text-hint = Wat kunt u of kunnen anderen met de broncode doen?
say-release-request-button = Plaats het verzoek
say-release-request-then = Uw verzoek komt in de lijst. Anderen kunnen het steunen. Wie voor de organisatie spreekt, kan hier antwoorden.
say-release-request-who = U kunt nu geen verzoek doen.

say-declared-closed-title = Zeg wat gesloten blijft
say-declared-closed-lead = Opent uw organisatie bepaalde software niet? Zeg welke, en op welke grond. Dan weet iedereen waar men aan toe is.
say-declared-closed-text = Uitleg
say-declared-closed-text-hint = Leg uit waarom deze grond geldt.
say-declared-closed-button = Plaats de verklaring
say-declared-closed-then = De verklaring komt op de pagina van uw organisatie. Ze telt apart, en nooit als open software.
say-declared-closed-who = Alleen wie voor deze organisatie spreekt, kan dit zeggen. Meld u aan met uw werkadres, of vraag het aan wie deze site beheert.

say-correction-title = Meld iets dat niet klopt
say-correction-lead = Staat er iets verkeerd in de Bronwijzer? Vertel wat het is en hoe het wel moet zijn.
say-correction-text = Wat klopt er niet?
say-correction-text-hint = Zeg ook hoe we dat kunnen nagaan, bijvoorbeeld met een link.
say-correction-button = Meld het
say-correction-then = Een beheerder van deze site kijkt ernaar en laat u weten wat ermee gebeurt.
say-correction-who = U kunt nu niets melden.

say-farewell-title = Vertel dat deze software stopt
say-farewell-lead = Stoppen hoort erbij. Vertel waarom, en wat u ervan leerde. Dan hoeft een ander het niet opnieuw uit te vinden.
say-farewell-text = Waarom stopt het?
say-farewell-text-hint = Het mag kort. Eerlijk helpt anderen het meest.
say-farewell-button = Plaats het bericht
say-farewell-then = Uw bericht komt bij de software te staan, en in de lijst van gestopte software. De Bronwijzer zoekt er dan geen beheerder meer voor.
say-farewell-who = Alleen wie voor de eigenaar van deze software spreekt, kan dit zeggen. Spreekt u voor de eigenaar? Meld u dan aan met uw werkadres, of vraag het aan wie deze site beheert.

say-post-title = Schrijf een bericht
say-post-lead = Stel een vraag of deel wat u weet. Een fout in de software meldt u beter bij de software zelf.
say-post-text = Uw bericht
say-post-text-hint = U kunt Markdown gebruiken voor nadruk, lijsten en links. Afbeeldingen tonen we als link.
say-post-button = Plaats het bericht
say-post-then = Uw bericht komt in het gesprek te staan. Anderen kunnen erop antwoorden.
say-post-who = U kunt nu niet meepraten.

say-change-title = Verander wat u zei
say-change-lead = Wat u verandert, is meteen te zien. In de geschiedenis staat dat het veranderd is.
say-change-button = Bewaar
say-answer-title = Antwoord op dit verzoek
say-answer-lead = U antwoordt namens de organisatie.
say-answer-text = Uitleg
say-answer-text-hint = Leg uit wat u besloot, en waarom.
say-answer-button = Plaats het antwoord
say-answer-then = Iedereen kan uw antwoord lezen. Wie het verzoek steunt of volgt, hoort ervan.

field-sought = Wat zoekt u?
field-help = Wat voor hulp?
field-help-hint = U mag meer dan één ding kiezen.
field-offer-help = Waarmee kunt u helpen?
field-skills = Wat moet iemand kunnen?
field-skills-hint = Bijvoorbeeld een programmeertaal, of kennis van een onderwerp.
field-offer-skills = Wat kunt u goed?
field-hours = Hoeveel uur per week?
field-stage = Hoe gebruikt u het?
field-since-day = Sinds wanneer?
field-service = Wat doet u voor deze software?
field-name = Hoe heet de software?
field-organisation = Van welke organisatie is het?
field-organisation-hint = Vul een deel van de naam in en zoek.
field-purpose = Wat doet de software?
field-answer = Wat is het antwoord?
field-ground = Op welke grond?
field-ground-hint = Kies ten minste een grond als u de software gesloten houdt. De eerste gronden komen uit de Wet open overheid (Woo).
field-by-day = Vanaf welke dag?
field-by-day-hint = Vul dit in als u de software gaat vrijgeven.
field-repository = Waar staat de broncode?
field-repository-hint = Vul dit in als de broncode er al is. Plak het hele adres.
field-wrong = Wat klopt er niet?
field-should-be = Hoe moet het zijn?
field-learned = Wat leerde u ervan?
field-replaced-by = Wat komt ervoor in de plaats?
field-replaced-by-hint = Een naam of een adres.
field-url = Waar staat er meer over?
field-url-hint = Een heel adres, met https://.

said-sought = Gezocht
said-help = Soort hulp
said-skills = Kennis
said-hours = Tijd
said-hours-count = { $count } uur per week
said-stage = Gebruik
said-since-day = Sinds
said-service = Diensten
said-name = Naam
said-purpose = Wat het doet
said-answer = Antwoord
said-ground = Grond
said-by-day = Vanaf
said-repository = Broncode
said-wrong = Wat er niet klopt
said-should-be = Hoe het moet zijn
said-learned = Wat er geleerd is
said-replaced-by = In de plaats
said-url = Meer lezen

option-sought-orphaned = Iemand die het helemaal overneemt
option-sought-orphaned-help = Niemand onderhoudt het nog.
option-sought-adoption = Een nieuwe beheerder
option-sought-adoption-help = Wij onderhouden het tot er iemand is.
option-sought-help = Mensen die meehelpen
option-sought-help-help = Wij blijven het onderhouden.
option-sought-partners = Organisaties die meedoen
option-sought-partners-help = Samen betalen of samen beslissen.
option-sought-nothing = Niets: er is geen hulp nodig
option-sought-nothing-help = De Bronwijzer dacht misschien van wel. Dat klopt dan niet.
option-help-maintenance = Beheer en onderhoud
option-help-code = Programmeren
option-help-design = Ontwerpen
option-help-text = Schrijven
option-help-translation = Vertalen
option-help-testing = Testen
option-help-research = Onderzoek met gebruikers
option-help-community = Mensen bij elkaar brengen
option-help-hosting = Hosten
option-help-security = Beveiliging
option-stage-production = Wij werken ermee
option-stage-trial = Wij proberen het uit
option-stage-stopped = Wij gebruikten het, en zijn gestopt
option-service-hosting = Hosten
option-service-implementation = Invoeren
option-service-maintenance = Beheer en onderhoud
option-service-training = Opleiden
option-service-advice = Advies
option-answer-will-release = Komt vrij
option-answer-released = Is vrijgegeven
option-answer-not-now = Nu niet
option-answer-no = Komt niet vrij
option-wrong-owner = De eigenaar
option-wrong-missing-account = Er ontbreekt een account of een organisatie
option-wrong-kind = Wat voor project het is
option-wrong-finished = Het is af, niet verlaten
option-wrong-personal-data = Er staan gegevens van een persoon
option-wrong-status = Of er nog aan gewerkt wordt
option-wrong-licence = De licentie
option-wrong-other = Iets anders
option-ground-woo-5-1-1-a = De eenheid van de Kroon (Woo 5.1 lid 1 a)
option-ground-woo-5-1-1-b = De veiligheid van de staat (Woo 5.1 lid 1 b)
option-ground-woo-5-1-1-c = Geheime gegevens van bedrijven (Woo 5.1 lid 1 c)
option-ground-woo-5-1-1-d = Bijzondere persoonsgegevens (Woo 5.1 lid 1 d)
option-ground-woo-5-1-1-e = Nummers van personen (Woo 5.1 lid 1 e)
option-ground-woo-5-1-2-a = Banden met andere landen (Woo 5.1 lid 2 a)
option-ground-woo-5-1-2-b = Geld van de overheid (Woo 5.1 lid 2 b)
option-ground-woo-5-1-2-c = Opsporen en straffen (Woo 5.1 lid 2 c)
option-ground-woo-5-1-2-d = Toezicht en controle (Woo 5.1 lid 2 d)
option-ground-woo-5-1-2-e = Privéleven van mensen (Woo 5.1 lid 2 e)
option-ground-woo-5-1-2-f = Andere gegevens van bedrijven (Woo 5.1 lid 2 f)
option-ground-woo-5-1-2-g = Het milieu (Woo 5.1 lid 2 g)
option-ground-woo-5-1-2-h = De beveiliging van mensen en bedrijven (Woo 5.1 lid 2 h)
option-ground-woo-5-1-2-i = De werking van de overheid (Woo 5.1 lid 2 i)
option-ground-woo-5-1-4 = Wie het aangaat, moet het eerst weten (Woo 5.1 lid 4)
option-ground-woo-5-1-5 = Groot nadeel voor iemand (Woo 5.1 lid 5)
option-ground-woo-5-2 = Persoonlijke meningen in intern overleg (Woo 5.2)
option-ground-security = Veiligheid van de software zelf
option-ground-contract = Een contract
option-ground-third-party-rights = Rechten van anderen

statement-title-seeking = Gezocht: { $what }
statement-title-offer = Aangeboden: { $what }
statement-title-use = { $who }: { $what }
statement-title-support = { $who }: { $what }
statement-title-release-request = { $what } van { $owner }
statement-title-declared-closed = { $what } blijft gesloten
statement-title-correction = Verbetering: { $what }
statement-title-farewell = Waarom dit stopte
statement-title-post = Bericht van { $who }
statement-by = { $name }, { $day }
statement-by-behalf = { $name }, namens { $behalf }, { $day }
statement-by-example = Een voorbeeld, van { $day }
statement-example-short = Voorbeeld
statement-example = Voorbeeld: dit verzoek komt mee met de Bronwijzer. Niemand deed het hier.
statement-state-open = Open
statement-state-claimed = Opgepakt
statement-state-answered = Beantwoord
statement-state-closed = Gesloten
statement-state-release-request-open = Wacht op antwoord
statement-state-use-open = In gebruik
statement-state-correction-open = Wacht op een beheerder
statement-state-farewell-open = Gestopt
statement-state-post-open = Bericht
statement-state-declared-closed-open = Verklaard gesloten
statement-held = Alleen u en de beheerders van deze site zien dit. Iemand kijkt ernaar.
statement-removed = Een beheerder van deze site haalde dit weg. Alleen u en de beheerders zien het nog.
statement-claim = { $name } pakte dit op op { $day }. Het laatste nieuws is van { $news }.
statement-supporters = { $count ->
    [one] 1 persoon steunt dit
   *[other] { $count } mensen steunen dit
}
statement-until = Het blijft staan tot { $day }.
statement-state = Stand
statement-answer = Antwoord
statement-history = Wat er gebeurde
statement-subject = Over
statement-actions = Wat u kunt doen
statement-sign-in = Meld u aan om iets te doen
statement-removed-why = Waarom: { $reason }

event-of-statement-made = { $name } zei dit
event-of-statement-changed = { $name } veranderde de tekst
event-of-statement-renewed = { $name } verlengde het
event-of-statement-claimed = { $name } pakte het op
event-of-statement-news = { $name } vertelde hoe het gaat
event-of-statement-reopened = { $name } gaf het weer vrij
event-of-statement-answered = { $name } gaf antwoord
event-of-statement-accepted = Een beheerder keurde het goed
event-of-statement-removed = Een beheerder haalde het weg
event-of-statement-restored = Een beheerder kwam terug op een besluit
event-of-statement-closed = { $name } sloot het
event-of-statement-text-removed = (Een beheerder haalde deze tekst weg.)
act-remove-text = Haal deze tekst weg
rule-of-statement-expired = Het is verlopen
rule-of-statement-no-news = Er kwam lang geen nieuws. Het staat weer open
rule-of-statement-archived = De repository is gearchiveerd
rule-of-statement-gone = De repository is weg
rule-of-statement-new-maintainers = Anderen werken nu aan de code
rule-of-statement-released = De broncode staat in de Bronwijzer
rule-of-statement-applied = De Bronwijzer is verbeterd
rule-of-statement-organisation-left = De organisatie staat niet meer in de Bronwijzer
rule-of-statement-claimant-left = Wie dit oppakte, is weg. Het staat weer open
rule-of-statement-other = Het veranderde vanzelf

act-support = Ik steun dit
act-support-not = Ik steun dit niet meer
act-support-what = Uw steun telt mee. Uw naam staat er niet bij.
act-answer = Geef antwoord
act-answer-what = U antwoordt namens de organisatie.
act-claim = Pak dit op
act-claim-what = Iedereen ziet dat u ermee bezig bent. Vertel binnen 60 dagen hoe het gaat, anders komt het weer vrij.
act-claim-text = Wat gaat u doen?
act-give-news = Vertel hoe het gaat
act-give-news-what = Iedereen kan uw nieuws lezen.
act-give-news-text = Hoe gaat het?
act-release = Geef dit weer vrij
act-release-what = Daarna kan een ander het oppakken.
act-release-text = Waarom?
act-renew = Verleng
act-renew-what = U zegt dat dit nog klopt. Het blijft dan weer staan.
act-change = Verander de tekst
act-change-what = Wat u verandert, is meteen te zien.
act-close = Sluit dit
act-close-what = Het verdwijnt uit de lijsten. Iedereen kan nog lezen hoe het afliep.
act-close-text = Hoe liep het af?
act-contact = Stuur een bericht
act-contact-what = Alleen wie dit schreef of oppakte, leest uw bericht. Niemand ziet een e-mailadres.
act-contact-text = Uw bericht
act-report = Meld misbruik
act-report-what = Alleen de beheerders van deze site lezen uw melding.
act-report-text = Wat is er mis?
act-send = Verstuur

done-make = Het staat erop. Iedereen kan het nu lezen.
done-held = We hebben het ontvangen. Iemand van deze site kijkt er eerst naar. Tot dan ziet u het alleen zelf.
done-change = Het is veranderd.
done-answer = Uw antwoord staat erop.
done-claim = U hebt dit opgepakt.
done-give-news = Uw nieuws staat erop.
done-release = Een ander kan dit nu oppakken.
done-renew = Het is verlengd.
done-close = Het is gesloten.
done-contact = Uw bericht is verstuurd.
done-report = Dank u. De beheerders van deze site kijken ernaar.
done-support = Uw keuze is bewaard.
done-decide = Het besluit is genomen.
done-remove-text = De tekst is weg.

said-seeking-title = Wat de eigenaar vraagt
said-offers-title = Wie hulp aanbiedt
said-offers-count = { $count ->
    [one] 1 aanbod van hulp past hierbij
   *[other] { $count } keer hulp aangeboden die hierbij past
}
said-support-title = Leveranciers
said-do = Doe iets
said-do-use = Zeg dat u dit gebruikt
said-do-offer = Bied hulp aan
said-do-seeking = Vraag een beheerder
said-do-correction = Klopt hier iets niet?
said-do-support = Zeg wat u als leverancier doet
said-do-farewell = Vertel dat dit stopt
said-do-declared-closed = Zeg wat gesloten blijft
said-do-release-request = Vraag om software vrij te geven
said-needs-owners-representative = kan alleen wie spreekt namens de eigenaar
said-needs-representative = kan alleen wie spreekt namens een organisatie
said-needs-supplier = kan alleen een leverancier; vul uw bedrijf in op uw eigen pagina
discussion-title = Gesprek
discussion-on-forge = Praat mee in de discussies op { $host }
discussion-issues-on-forge = Meld fouten en wensen op { $host }
discussion-none = Nog niemand schreef hier iets.
discussion-closed = Dit gesprek is gesloten. U kunt het nog lezen.
discussion-write = Schrijf een bericht
discussion-reply = Antwoord
discussion-more = Bekijk, meld of verander
discussion-sign-in = Meld u aan om mee te praten
organisation-declared-title = Wat gesloten blijft, en waarom
organisation-declared-what = De organisatie zegt dit zelf. Het telt niet als open software.
organisation-requests-title = Verzoeken om software vrij te geven
organisation-says-uses = De organisatie zegt zelf dat ze dit gebruikt

release-requests-title = Software die vrij kan komen
footer-release-requests = Verzoeken om vrij te geven
release-requests-lead = Mensen vragen hier aan overheden om broncode vrij te geven. De overheid kan antwoorden. U kunt een verzoek steunen.
release-requests-count = { $count ->
    [0] Geen verzoeken
    [one] 1 verzoek
   *[other] { $count } verzoeken
}
release-requests-none = Er zijn nog geen verzoeken.
release-requests-none-found = We vonden geen verzoek met deze woorden.
release-requests-search = Zoek in de verzoeken
release-requests-found = Nog niet open, wel gevraagd
release-requests-all = Alle verzoeken om software vrij te geven
farewells-title = Software die stopte
footer-farewells = Gestopte software
farewells-lead = Stoppen hoort erbij. Hier vertellen eigenaren waarom iets stopte en wat ze ervan leerden.
farewells-count = { $count ->
    [0] Nog niets
    [one] 1 verhaal
   *[other] { $count } verhalen
}
farewells-repository = De repository
farewells-none = Nog niemand vertelde waarom software stopte. Stopte er iets van u? Zeg het op de pagina van die repository.
seeking-group-said = { $count ->
    [one] De eigenaar vraagt het hier (1)
   *[other] De eigenaar vraagt het hier ({ $count })
}
seeking-what-said = Wie voor de eigenaar spreekt, zette deze vraag op de Bronwijzer. U kunt de vraag oppakken.
seeking-offers-title = Mensen die hulp aanbieden
seeking-offers-what = Zoekt u hulp? Stuur een van hen een bericht.
