# Why a project is in the European feed, or is not.
european-title = Why is my project (not) in the European feed?
european-lead = The European Commission keeps a catalogue of open source by public bodies. We give it a list of Dutch projects. Check here whether yours is in it.
european-by-address = Look up a project
european-in = This project is in the European feed.
european-out = This project is not in the European feed.
european-unsure = We don't know whether this project can be in the European feed.
european-state-holds = fine
european-state-missing = not yet
european-state-unknown = not known
european-shown = The repository is the original
european-shown-how = This is a copy. Only the original can be in the feed:
european-file = It has a publiccode.yml
european-file-how = Put the file in the root of the repository. You can make one here:
european-valid = Its publiccode.yml is valid
european-valid-how = { $count ->
    [one] It has 1 error.
   *[other] It has { $count } errors.
}
european-see-findings = See what to mend
european-own = Its publiccode.yml is about this repository
european-own-how = This is a fork, and its url is the address of other software. Is this a version of your own? Then put your own address there.
european-when = Did you change anything? You will see it here after we have read the repository again, usually the next day.
european-conditions = What is in the feed
european-conditions-what = Every public project in our catalogue with a valid publiccode.yml. You don't have to apply. Of copies, only the original is included.
european-decides = Who decides
european-decides-what = The European Commission itself decides what it takes from our feed, and when. Is your project in our feed but not in its catalogue? Then ask the Commission.
european-lists = The feed itself
european-projects = Projects with owner and address (JSON)
european-publiccode = What each publiccode.yml says (JSON)
european-link = Is this project in the European feed?
toolbox-european-title = Get into the European catalogue
toolbox-european-what = The European Commission keeps a catalogue of open source by public bodies. With a valid publiccode.yml your project is in the list that we make for it, without anything else to do.
