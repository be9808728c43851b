# publiccode.yml: the verdict, the reasons for it, and each finding of the check
# with how to mend it. A finding's text stands after its key and line.
publiccode-valid = Geldig
publiccode-invalid = Niet geldig
publiccode-missing = Ontbreekt
publiccode-unknown = Onbekend
facet-publiccode = publiccode.yml
reason-publiccode_valid = het bestand is geldig (regels van versie { $version })
reason-publiccode_invalid = { $count ->
    [one] er zit 1 fout in het bestand
   *[other] er zitten { $count } fouten in het bestand
}
reason-publiccode_first_error = de eerste fout staat op regel { $line }, bij ‘{ $key }’
reason-publiccode_first_error_in_file = de eerste fout staat op regel { $line }
reason-publiccode_valid_at_source = het bestand was geldig toen de bron het las
reason-publiccode_invalid_at_source = { $count ->
    [one] er zat 1 fout in het bestand toen de bron het las
   *[other] er zaten { $count } fouten in het bestand toen de bron het las
}
reason-publiccode_advice = { $count ->
    [one] er is 1 punt dat beter kan
   *[other] er zijn { $count } punten die beter kunnen
}
reason-no_publiccode_found = er is geen publiccode.yml gevonden
reason-publiccode_not_looked_for = deze bron zegt niet of er een publiccode.yml is
reason-publiccode_not_read_whole = het bestand is te groot om helemaal te lezen
section-publiccode = publiccode.yml
explain-publiccode = Zo controleren we publiccode.yml
findings-check-own = Controleer een bestand voordat u het publiceert

explanation-publiccode-title = Zo controleren we publiccode.yml
explanation-publiccode-intro = Met publiccode.yml vertelt een eigenaar wat de software doet, wie haar onderhoudt en wie haar gebruikt. Het is een internationale standaard. We controleren alle regels van versie 0.2 tot en met 0.7. Een fout is wat het officiële controleprogramma van de standaard (publiccode-parser-go) afkeurt. Zegt de tekst van de standaard iets anders, dan staat dat in een waarschuwing. Wat de standaard aanraadt of wat verouderd is, is ook een waarschuwing. Een bestand zonder fouten is geldig.
explanation-publiccode-valid = Er zijn geen fouten. Er kunnen wel waarschuwingen zijn.
explanation-publiccode-invalid = Er is minstens één fout. Op de pagina van de repository staat elke fout, met de regel en hoe u die herstelt.
explanation-publiccode-missing = De repository heeft geen publiccode.yml.
explanation-publiccode-unknown = Onze bron zegt niet of er een publiccode.yml is, of we konden het bestand niet helemaal lezen.

checker-title = Controleer publiccode.yml
checker-intro = Kijk of een publiccode.yml klopt. U ziet bij elke fout de regel en hoe u die herstelt.
checker-by-address = Van een repository in de Bronwijzer
checker-address-what = We tonen wat er de laatste keer stond dat we de repository lazen. Andere adressen halen we niet op.
checker-no-address = Dit is geen adres van een repository. Schrijf het zoals github.com/organisatie/naam.
checker-no-repository = Deze repository staat niet in de Bronwijzer. Plak hieronder de tekst van het bestand.
checker-as-of = Stand van { $date }.
checker-write = Maak een publiccode.yml voor deze repository
checker-by-text = Van een tekst
checker-label = Tekst van publiccode.yml. We bewaren de tekst niet.
checker-submit = Controleer
checker-result = Uitslag
checker-share = Adres van deze uitslag
checker-share-text = De hele tekst zit in dat adres. Wie het adres heeft, kan de tekst lezen.
checker-not-shared = Deze tekst is te lang voor een adres dat u kunt delen.
checker-broken-link = Dit adres is niet heel. Vraag een nieuw adres, of plak de tekst hieronder.
checker-generator = Nog geen bestand?
checker-version = Gecontroleerd met de regels van versie { $version } van de standaard.
checker-counts = { $errors ->
    [0] Geen fouten
    [one] 1 fout
   *[other] { $errors } fouten
}, { $warnings ->
    [0] geen waarschuwingen
    [one] 1 waarschuwing
   *[other] { $warnings } waarschuwingen
}.
checker-nothing = We vonden niets om te verbeteren.
checker-caption = Wat we vonden, op volgorde van het bestand
checker-line = Regel
checker-key = Sleutel
checker-what = Wat er aan de hand is
checker-help = Zo herstelt u het
severity-error = Fout
severity-warning = Waarschuwing
checker-whole-file = het hele bestand
checker-too-large = De tekst is te lang. U kunt hoogstens { $max } tekens (bytes) controleren.
checker-program = Controleren kan ook op uw eigen computer of bij elke wijziging in uw repository:

finding-type-nothing = niets
finding-type-truth = ja of nee (true of false)
finding-type-number = een getal
finding-type-text = tekst
finding-type-list = een lijst
finding-type-mapping = een groep sleutels

finding-file_too_large = Het bestand is te groot: { $bytes } bytes. We lezen hoogstens { $max } bytes.
finding-file_too_large-help = Maak het bestand kleiner. Verwijs voor lange teksten naar een webpagina.
finding-file_empty = Er staat niets in het bestand.
finding-file_empty-help = Begin met het kleinste voorbeeld van de standaard en vul dat in.
finding-file_not_utf8 = Hier staat een teken dat geen UTF-8 is.
finding-file_not_utf8-help = Sla het bestand op als UTF-8. De meeste tekstprogramma's vragen daarnaar bij ‘Opslaan als’.
finding-file_marked = Het bestand begint met een onzichtbaar teken (BOM).
finding-file_marked-help = Sla het bestand op als ‘UTF-8’ en niet als ‘UTF-8 met BOM’.
finding-yaml_syntax = Het bestand is vanaf hier geen geldige YAML. Melding van het leesprogramma, in het Engels: { $message }
finding-yaml_syntax-help = Kijk op deze regel en de regel ervoor naar inspringen, aanhalingstekens, haakjes en dubbele punten.
finding-yaml_tab = Hier staat een tab. YAML mag alleen met spaties inspringen.
finding-yaml_tab-help = Vervang elke tab aan het begin van een regel door spaties.
finding-yaml_too_deep = De lijsten en groepen zitten te diep in elkaar.
finding-yaml_too_deep-help = De standaard heeft hoogstens vijf lagen. Kijk of er haakjes of streepjes te veel staan.
finding-yaml_too_many_values = Het bestand heeft te veel waarden: we lezen er hoogstens { $max }.
finding-yaml_too_many_values-help = Haal herhaling weg. Let op verwijzingen met een sterretje (*), want die tellen elke keer mee.
finding-yaml_unknown_anchor = Deze verwijzing met een sterretje (*) wijst naar iets dat er niet is.
finding-yaml_unknown_anchor-help = Schrijf de waarde voluit. Of zet aanhalingstekens om de tekst als het sterretje bij de tekst hoort.
finding-yaml_several_documents = Hier begint een tweede document. Er mag er maar één in het bestand staan.
finding-yaml_several_documents-help = Haal de regel met ‘---’ weg, met wat erachter komt.
finding-yaml_not_a_mapping = Het bestand bestaat niet uit sleutels met waarden. We vonden { $found }.
finding-yaml_not_a_mapping-help = Schrijf regels als ‘name: Medusa’.
finding-yaml_duplicate_key = Deze sleutel staat er twee keer. De eerste staat op regel { $first }.
finding-yaml_duplicate_key-help = Haal één van de twee weg. Wij gebruiken de eerste.
finding-yaml_key_not_text = Deze sleutel is geen tekst.
finding-yaml_key_not_text-help = Schrijf voor de dubbele punt alleen de naam van een sleutel uit de standaard.
finding-yaml_directive = Het bestand begint met %YAML.
finding-yaml_directive-help = Haal de regel met %YAML weg.
finding-yaml_old_merge = Samenvoegen met ‘<<’ hoort bij YAML 1.1. Dat is verouderd.
finding-yaml_old_merge-help = Schrijf de sleutels hier voluit.
finding-yaml_old_truth = ‘{ $value }’ is alleen ja of nee in YAML 1.1. Dat is verouderd.
finding-yaml_old_truth-help = Schrijf true voor ja en false voor nee.

finding-version_wrong = ‘{ $value }’ is geen versie van de standaard.
finding-version_wrong-help = Schrijf "0" voor de nieuwste versie, of een nummer zoals "{ $newest }".
finding-version_unknown = Versie { $value } van de standaard bestaat niet. We gebruikten de regels van de versie die er het dichtst bij komt.
finding-version_unknown-help = Schrijf "0" of "{ $newest }".
finding-version_not_read = Versie { $value } bestaat, maar het programma dat hoort bij de standaard (publiccode-parser-go) kan die nog niet lezen.
finding-version_not_read-help = Schrijf "0" of "{ $newest }" en los op wat er dan nog overblijft.

finding-key_missing = Deze sleutel ontbreekt. Hij is verplicht.
finding-key_missing-help = Voeg de sleutel toe met een waarde. In de beschrijving van de standaard staat wat erin hoort.
finding-key_empty = Deze sleutel is verplicht, maar er staat niets achter.
finding-key_empty-help = Vul een waarde in.
finding-key_missing_in_version = Deze sleutel ontbreekt. In versie { $version } is hij verplicht, vanaf versie { $until } niet meer.
finding-key_missing_in_version-help = Schrijf bij publiccodeYmlVersion een nieuwere versie, of voeg de sleutel toe.
finding-key_missing_in_each_language = Deze sleutel ontbreekt. Hij is verplicht in minstens één taal.
finding-key_missing_in_each_language-help = Voeg de sleutel toe bij een taal onder description.
finding-key_missing_in_language = Deze sleutel ontbreekt in deze taal.
finding-key_missing_in_language-help = Voeg de sleutel toe in deze taal, of haal de taal weg.
finding-key_missing_for_type = Deze sleutel ontbreekt. Hij is verplicht als maintenance.type ‘{ $type }’ is.
finding-key_missing_for_type-help = Voeg de sleutel toe met minstens één naam, of kies een ander soort onderhoud.
finding-key_not_for_type = Deze sleutel mag er niet staan als maintenance.type ‘{ $type }’ is.
finding-key_not_for_type-help = Haal de sleutel weg. Of schrijf ‘contract’ bij maintenance.type, als er een contract is.
finding-key_unknown = Deze sleutel staat niet in de standaard.
finding-key_unknown-help = Het officiële controleprogramma keurt een bestand met onbekende sleutels af. Kijk of de sleutel op de goede plek staat, of haal hem weg.
finding-key_unknown_near = Deze sleutel staat niet in de standaard. Bedoelt u ‘{ $near }’?
finding-key_unknown_near-help = Let op hoofdletters en spelling.
finding-key_renamed = Deze sleutel heet sinds versie 0.2 anders: ‘{ $now }’.
finding-key_renamed-help = Gebruik de nieuwe naam. Kijk ook welke waarden daar mogen staan.
finding-key_removed = Deze sleutel is sinds versie 0.2 uit de standaard.
finding-key_removed-help = Haal de sleutel weg.
finding-country_section_undefined = De standaard heeft geen sectie voor het land { $value }: alleen voor IT.
finding-country_section_undefined-help = Haal de sectie weg. Zet wat erin staat onder supports of organisation.
finding-key_newer = Deze sleutel bestaat pas sinds versie { $since }. Dit bestand is van versie { $version }.
finding-key_newer-help = Schrijf bij publiccodeYmlVersion een nieuwere versie.
finding-key_deprecated = Deze sleutel is verouderd sinds versie { $since }.
finding-key_deprecated-help = Haal de sleutel weg. In versie 1 van de standaard vervalt hij.
finding-key_deprecated_instead = Deze sleutel is verouderd sinds versie { $since }. Gebruik ‘{ $instead }’.
finding-key_deprecated_instead-help = Zet wat hier staat onder ‘{ $instead }’. In versie 1 van de standaard vervalt deze sleutel.

finding-value_empty = Er staat niets achter deze sleutel.
finding-value_empty-help = Vul een waarde in, of haal de sleutel weg: hij is niet verplicht.
finding-wrong_type = Hier hoort { $expected } te staan. We vonden { $found }.
finding-wrong_type-help = Kijk naar inspringen, streepjes en aanhalingstekens, en vergelijk met het voorbeeld van de standaard.
finding-needs_quotes = Hier hoort tekst te staan. Zonder aanhalingstekens is { $value } iets anders: { $found }.
finding-needs_quotes-help = Zet er aanhalingstekens omheen: "{ $value }".
finding-value_not_in_list = ‘{ $value }’ staat niet in de lijst van de standaard.
finding-value_not_in_list-help = Kies een waarde uit de lijst die de standaard bij deze sleutel geeft.
finding-value_not_in_list_near = ‘{ $value }’ staat niet in de lijst van de standaard. Bedoelt u ‘{ $near }’?
finding-value_not_in_list_near-help = Neem de waarde letterlijk over. Hoofdletters, streepjes en schuine strepen tellen mee.
finding-value_not_in_short_list = ‘{ $value }’ mag hier niet staan.
finding-value_not_in_short_list-help = Kies uit: { $list }.
finding-value_newer = ‘{ $value }’ bestaat pas sinds versie { $since }. Dit bestand is van versie { $version }.
finding-value_newer-help = Schrijf bij publiccodeYmlVersion een nieuwere versie.
finding-value_deprecated = De waarde ‘{ $value }’ is verouderd.
finding-value_deprecated-help = Kies een preciezere waarde, zoals standalone/web of standalone/desktop.
finding-platform_spelling = De standaard schrijft ‘{ $near }’ waar hier ‘{ $value }’ staat.
finding-platform_spelling-help = Schrijf ‘{ $near }’, zodat zoekprogramma's het platform herkennen.
finding-text_too_long = De tekst is te lang: { $length } tekens. Het mogen er hoogstens { $max } zijn.
finding-text_too_long-help = Maak de tekst korter.
finding-text_too_short = De tekst is te kort: { $length } tekens. Het moeten er minstens { $min } zijn.
finding-text_too_short-help = Vertel meer: wat doet de software, en voor wie?
finding-text_not_one_line = Deze tekst loopt over meer regels. Het hoort één zin op één regel te zijn.
finding-text_not_one_line-help = Maak er één regel van. Met ‘>-’ achter de sleutel worden regels samengevoegd.
finding-date_wrong_form = ‘{ $value }’ heeft niet de vorm van een datum in de standaard.
finding-date_wrong_form-help = Schrijf jaar, maand en dag als 2026-09-30.
finding-date_not_real = De datum { $value } bestaat niet.
finding-date_not_real-help = Controleer de maand en de dag.
finding-date_in_future = Deze datum ligt in de toekomst: { $date }. Hier hoort de dag waarop de laatste versie uitkwam.
finding-date_in_future-help = Schrijf de dag waarop de laatste versie is uitgekomen.
finding-contract_ended = Het contract liep af op { $date }.
finding-contract_ended-help = Schrijf de nieuwe einddatum. Is er geen contract meer? Kies dan een ander soort onderhoud bij maintenance.type.
finding-community_contract_too_long = Onderhoud door een gemeenschap mag hoogstens twee jaar vooruit worden beloofd. Hier staat { $date }.
finding-community_contract_too_long-help = Kies een eerdere datum en werk die op tijd bij.
finding-url_wrong = ‘{ $value }’ is geen volledig webadres.
finding-url_wrong-help = Schrijf het hele adres, zonder spaties, zoals https://example.org/software.
finding-url_not_http = Dit adres begint met ‘{ $scheme }’. Een adres met https kan iedereen openen.
finding-url_not_http-help = Gebruik als het kan een adres dat met https:// begint.
finding-url_with_user = In dit adres staat een gebruikersnaam of wachtwoord.
finding-url_with_user-help = Haal weg wat tussen // en @ staat. Was het een wachtwoord? Vervang dat dan, want het is nu openbaar.
finding-video_not_oembed = ‘{ $value }’ is geen pagina van een videowebsite die oEmbed ondersteunt.
finding-video_not_oembed-help = Gebruik het adres van de pagina met de video, zoals https://www.youtube.com/watch?v=… of https://vimeo.com/….
finding-uri_wrong = ‘{ $value }’ is geen geldige URI.
finding-uri_wrong-help = Gebruik een webadres zoals https://example.org/organisatie, of een URN zoals urn:x-voorbeeld:organisatie.
finding-italian_code_wrong = ‘{ $value }’ is geen code uit het Italiaanse register van overheden (IPA).
finding-italian_code_wrong-help = Zoek de code op bij indicepa.gov.it.
finding-alias_unknown = De standaard kent geen alias ‘{ $value }’.
finding-alias_unknown-help = Kies uit: { $list }. Of schrijf het webadres van de standaard of wet.
finding-path_not_in_repository = ‘{ $value }’ is geen pad binnen de repository.
finding-path_not_in_repository-help = Schrijf het pad vanaf de hoofdmap van de repository, zoals img/logo.svg. Of schrijf een volledig webadres.
finding-file_not_found = Het bestand ‘{ $value }’ is er niet.
finding-file_not_found-help = Voeg het bestand toe aan de repository of verbeter het pad; dat begint in de hoofdmap van de repository.
finding-file_not_png = ‘{ $value }’ heet PNG, maar is een ander soort bestand.
finding-file_not_png-help = Sla het plaatje op als PNG, of gebruik een SVG-bestand.
finding-file_wrong_format = ‘{ $value }’ is geen bestand van de goede soort.
finding-file_wrong_format-help = Gebruik een bestand dat eindigt op: { $list }.
finding-logo_not_vector = Het logo is geen vectorbestand. De standaard raadt dat wel aan.
finding-logo_not_vector-help = Gebruik als het kan een SVG-bestand. Dat blijft scherp in elke maat.
finding-email_wrong = ‘{ $value }’ is geen geldig e-mailadres.
finding-email_wrong-help = Schrijf een adres zoals n.achternaam@example.org.
finding-email_shared = ‘{ $value }’ lijkt een algemeen e-mailadres.
finding-email_shared-help = De standaard vraagt een adres waarop deze persoon zelf te bereiken is.
finding-phone_wrong = ‘{ $value }’ lijkt geen telefoonnummer.
finding-phone_wrong-help = Schrijf een nummer met het landnummer ervoor, zoals "+31301234567".
finding-phone_without_prefix = Het landnummer ontbreekt in ‘{ $value }’.
finding-phone_without_prefix-help = Begin met een plus en het landnummer, zoals "+31301234567".
finding-language_wrong = ‘{ $value }’ is geen taalcode (BCP 47).
finding-language_wrong-help = Schrijf een taalcode die geregistreerd is, zoals nl, en of de-AT.
finding-language_not_shortest = Voor ‘{ $value }’ is er een kortere taalcode: ‘{ $near }’.
finding-language_not_shortest-help = Gebruik de korte code. Programma's zoeken daarop.
finding-country_wrong = ‘{ $value }’ is geen landcode (ISO 3166-1).
finding-country_wrong-help = Schrijf de twee hoofdletters van een land, zoals NL of DE.
finding-country_lower_case = De landcode ‘{ $value }’ staat in kleine letters. Dat is verouderd sinds versie 0.5.
finding-country_lower_case-help = Schrijf ‘{ $near }’.
finding-licence_wrong = ‘{ $value }’ is geen licentie zoals SPDX die schrijft.
finding-licence_wrong-help = Zoek de code van uw licentie op spdx.org/licenses, zoals EUPL-1.2.
finding-licence_wrong_near = ‘{ $value }’ is niet geschreven zoals SPDX het doet. Bedoelt u ‘{ $near }’?
finding-licence_wrong_near-help = Neem de code letterlijk over van spdx.org/licenses.
finding-licence_deprecated = De code { $value } is verouderd bij SPDX.
finding-licence_deprecated-help = Zoek de nieuwe code op spdx.org/licenses. Bij GPL, LGPL en AGPL eindigt die op -only of -or-later.
finding-licence_not_open = { $value } is geen opensourcelicentie.
finding-licence_not_open-help = De standaard is voor software met een opensourcelicentie. Kies er een, zoals EUPL-1.2.
finding-media_type_wrong = ‘{ $value }’ is geen mediatype.
finding-media_type_wrong-help = Schrijf een mediatype zoals text/plain. Of haal de sleutel weg, want die is verouderd.
finding-more_findings = Er zijn nog { $more } andere punten. We tonen de eerste 500, fouten eerst.
finding-more_findings-help = Herstel eerst wat hier staat en controleer dan opnieuw.
finding-parser_stricter = Volgens de tekst van de standaard mag dit, maar het programma dat erbij hoort (publiccode-parser-go) keurt het af.
finding-parser_stricter-help = Doe wat bij de fout op deze regel staat. Andere catalogi gebruiken dat controleprogramma.

finding-link_not_found = { $url } is er niet (status { $status }).
finding-link_not_found-help = Controleer het adres in een browser en vervang het.
finding-link_refused = { $url } gaf een fout (status { $status }).
finding-link_refused-help = Controleer het adres in een browser. Bezoekers moeten er zonder in te loggen bij kunnen.
finding-link_not_reached = { $url } was niet te bereiken.
finding-link_not_reached-help = Controleer het adres en probeer het later nog eens.
finding-link_private = { $url } is niet bekeken, want dat adres ligt niet op het openbare internet.
finding-link_private-help = Gebruik een adres dat iedereen kan bereiken.
finding-links_left_out = Er zijn meer webadressen dan we bekijken. { $more } zijn overgeslagen.
finding-links_left_out-help = Bekijk die adressen zelf in een browser.
checker-standard-alone = Volgens de tekst van de standaard mag dit niet; het officiële controleprogramma (publiccode-parser-go) keurt het goed.
finding-without-text = regel ‘{ $rule }’
