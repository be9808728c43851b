# What owners of software can do, and how to work in the open.
nav-toolbox = Toolbox
toolbox-title = Toolbox for owners
toolbox-lead = Does your organisation make software? Here is how to share it, and how to make sure that others find it and can use it.
toolbox-address = Address of the repository
toolbox-address-hint = For example github.com/organisation/name.
toolbox-generator-title = Write a publiccode.yml
toolbox-generator-what = publiccode.yml says what your software does, for whom, and who maintains it. Fill in a form and get a valid file. We fill in what we already know about your repository.
toolbox-generator-start = Start with this repository
toolbox-generator-empty = Start with an empty form
toolbox-check-title = Check a publiccode.yml
toolbox-check-what = See whether the file in your repository is right. For each mistake you get the line and how to fix it.
toolbox-check-text = Paste the text of a file instead

toolbox-publish-title = How to share your software
toolbox-publish-decide = Decide whether you can.
toolbox-publish-decide-how = Government source code is open unless there is a good reason against it, such as security. Decide for each project and write down the reason.
toolbox-publish-clean = Clean up.
toolbox-publish-clean-how = Remove passwords, keys and personal data, also from older versions of the code.
toolbox-publish-licence = Choose an open licence.
toolbox-publish-licence-how = Put its text in a file called LICENSE. Without a licence nobody may use your code.
toolbox-publish-readme = Write a README.
toolbox-publish-readme-how = Say what the software does, for whom, how to start and where to ask questions. Put in SECURITY how people report a vulnerability.
toolbox-publish-publiccode = Add a publiccode.yml.
toolbox-publish-publiccode-how = Catalogues in the Netherlands and elsewhere will then describe your software correctly.
toolbox-publish-follow = Keep it going.
toolbox-publish-follow-how = Answer questions, release versions, and say so honestly when you stop.

toolbox-licence-title = Choosing a licence
toolbox-licence-why = Choose a licence that many people know, so that everybody understands what is allowed. If you have agreements with a supplier or build on code of others, first find out which licence fits.
toolbox-licence-eupl = The licence of the European Union, valid in Dutch too. Whoever changes your code and offers it again shares those changes. For public bodies this is usually the best choice.
toolbox-licence-permissive = Anybody may do anything with it, also without sharing changes. Suits building blocks that you want to see used everywhere.
toolbox-licence-content = For texts, images and data. Not for code.
toolbox-licence-how = Copy the text of the licence exactly. In publiccode.yml, write the short name from the SPDX list.

toolbox-steps-title = Working in the open in seven steps
toolbox-steps-what = Openness is more than sharing code. These steps turn a project into something others can build on. We look how far each project is.
toolbox-step-for-whom = Write down for whom you make it and what they gain. Use plain language, and English too if you want to be found outside the Netherlands.
toolbox-step-where = Choose one public place where everybody can look and respond. Give the project topics, a website and a publiccode.yml.
toolbox-step-context = Explain why the project exists, whose it is, how far it is and what others may do with it.
toolbox-step-documentation = Make sure that somebody can start without your help. Describe how to install and use it, keep a list of changes and test automatically.
toolbox-step-conversation = Invite people to ask questions and propose changes, and respond. Agree on how you treat each other.
toolbox-step-responsible = Name who decides and who receives security reports. Never let everything depend on one person.
toolbox-step-fun = Celebrate what works, thank those who help and show that things happen. Then people come back.

toolbox-listed-title = Getting listed in Bronwijzer
toolbox-listed-how = Bronwijzer reads the accounts of public bodies in our register. If your organisation's account is in it, every public repository enters the catalogue automatically. There is nothing to submit. If your organisation or account is missing, propose a change to the register.
toolbox-listed-register = See the register in Bronwijzer's source code

toolbox-guidance-title = Official guidance
toolbox-guide-developer = developer.overheid.nl: everything for developers in Dutch government (in Dutch)
toolbox-guide-standards = Forum Standaardisatie: the open standards that public bodies must use (in Dutch)
toolbox-guide-eupl = The text of the EUPL 1.2
toolbox-guide-spdx = SPDX: the list of short names of licences
toolbox-guide-publiccode = The publiccode.yml standard
toolbox-guide-standard = The Standard for Public Code: what makes software fit for sharing
toolbox-guide-tooi = TOOI: the register of Dutch public bodies (in Dutch)
