# What stands around every page.
site-name = Bronwijzer
site-what = Find software that government already has. See what it does, whether you may use it, whether it is maintained and whom to ask.
page-title = { $title } – Bronwijzer
skip-to-content = Skip to content
navigation = Main menu
menu = Menu
nav-search = Search
nav-organisations = Organisations
other-language = Nederlands
footer-about = Bronwijzer is the open catalogue of source code of the Dutch government.
footer-as-of = Data as of
footer-contact = Is something wrong, or do you have a question?
footer-contact-page = Contact us
footer-links = More about Bronwijzer
footer-api = Use the data yourself (GraphQL)
footer-crawls = When we gather data
footer-source = Source code of Bronwijzer
footer-licence = Licence: EUPL 1.2

sample-title = This is a sample
sample-text =
    { $date ->
        [unknown] You see real repositories, but no current data.
       *[known] You see real repositories with the data of { $day }. They are not updated.
    } As soon as Bronwijzer gathers data itself, this sample disappears.

date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
moment = { $day } at { $hour }:{ $minute }
duration-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
duration-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
duration-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
duration-both = { $hours } and { $minutes }
size-bytes = { $size } bytes
size-kilo = { $size } kB
size-mega = { $size } MB
size-giga = { $size } GB
not-known = unknown
yes = yes
no = no
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
