# What stands around every page.
site-name = Bronwijzer
site-what = Vind software die de overheid al heeft. U ziet wat het doet, of u het mag gebruiken, of er nog aan gewerkt wordt en wie u kunt vragen.
page-title = { $title } – Bronwijzer
skip-to-content = Direct naar de inhoud
navigation = Hoofdmenu
menu = Menu
nav-search = Zoeken
nav-organisations = Organisaties
other-language = English
footer-about = De Bronwijzer is de open catalogus van broncode van de Nederlandse overheid.
footer-as-of = Stand van
footer-contact = Klopt er iets niet, of hebt u een vraag?
footer-contact-page = Neem contact op
footer-links = Meer over de Bronwijzer
footer-api = Gebruik de gegevens zelf (GraphQL)
footer-crawls = Wanneer we gegevens ophalen
footer-source = Broncode van de Bronwijzer
footer-licence = Licentie: EUPL 1.2

sample-title = Dit is een voorbeeld
sample-text =
    { $date ->
        [unknown] U ziet echte repository's, maar geen actuele gegevens.
       *[known] U ziet echte repository's met de gegevens van { $day }. Ze worden niet bijgewerkt.
    } Zodra de Bronwijzer zelf gegevens ophaalt, verdwijnt dit voorbeeld.

date = { $day } { $month ->
    [1] januari
    [2] februari
    [3] maart
    [4] april
    [5] mei
    [6] juni
    [7] juli
    [8] augustus
    [9] september
    [10] oktober
    [11] november
   *[12] december
} { $year }
moment = { $day } om { $hour }.{ $minute } uur
duration-seconds = { $count ->
    [one] 1 seconde
   *[other] { $count } seconden
}
duration-minutes = { $count ->
    [one] 1 minuut
   *[other] { $count } minuten
}
duration-hours = { $count } uur
duration-both = { $hours } en { $minutes }
size-bytes = { $size } bytes
size-kilo = { $size } kB
size-mega = { $size } MB
size-giga = { $size } GB
not-known = onbekend
yes = ja
no = nee
month = { $month ->
    [1] januari
    [2] februari
    [3] maart
    [4] april
    [5] mei
    [6] juni
    [7] juli
    [8] augustus
    [9] september
    [10] oktober
    [11] november
   *[12] december
} { $year }
