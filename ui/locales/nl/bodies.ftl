# Figures over organisations: how many publish, by type and province, and over time.
bodies-coverage = { $when ->
    [then] Op deze dag publiceerden { $count } van de { $all } organisaties van de overheid code, voor zover we weten.
   *[now] { $count } van de { $all } organisaties van de overheid publiceren code, voor zover we weten.
}
bodies-municipalities = { $when ->
    [then] Van de { $all } gemeenten waren dat er { $count }.
   *[now] Van de { $all } gemeenten zijn dat er { $count }.
}
cite-bodies = Op { $day } publiceerden { $bodies } van de { $everything } organisaties van de overheid code volgens de Bronwijzer, van wie { $count } van de { $all } gemeenten.
bodies-title = Welke organisaties publiceren code?
bodies-what = Elk getal leidt naar de lijst erachter. Een organisatie telt mee bij een cijfer als minstens één project het heeft. ‘Geen account bekend’ betekent niet dat er geen code is.
bodies-types = Organisaties per soort
bodies-provinces = Gemeenten per provincie
bodies-provinces-table = Toon de provincies in een tabel
bodies-all = Organisaties
bodies-total = Alle soorten samen
bodies-of = { $count } van { $all }
bodies-list = Bekijk de lijst
bodies-csv = Alle organisaties (CSV)
bodies-json = Alle organisaties (JSON)
trend-title = Hoeveel er publiceren, door de tijd
trend-table = Toon de aantallen van eerder in een tabel
trend-table-caption = Hoeveel organisaties het waren
trend-chart = Lijngrafiek van ‘{ $what }’ van { $from } tot { $to }, van 0 onderaan tot { $top } organisaties bovenaan. De aantallen staan in de tabel hieronder.
bodies-cite = Citeer hoeveel organisaties code publiceren
map-says = Kaart van de provincies: hoeveel gemeenten code publiceren. De tabel hierna zegt hetzelfde.
map-legend = Deel van de gemeenten dat code publiceert:
map-none = geen
map-between = { $from }–{ $to }%
map-more = meer dan { $from }%
map-tile = { $province }: { $count } van { $all } gemeenten publiceren code
open-by-default-title-of = Hoe open was de overheid op { $day }?
open-by-default-what-of = De cijfers over open broncode van de overheid zoals we die op { $day } bewaarden.
day-nearest = Van deze dagen hebben we wel cijfers:
