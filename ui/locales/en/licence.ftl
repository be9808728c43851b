# Why a licence gets its verdict, as far as more than one source names it.
reason-licences_differ = the sources name different licences; ask the owner which one holds
reason-recognised_in_text = { $percent }% of the text of { $path } is that of { $licence }
reason-text_resembles = the text of { $path } is { $percent }% like { $licence }, which is too little to be sure
reason-text_not_recognised = the text of { $path } is no licence that we know; sometimes it only points to one
reason-named_by_files = the names of the licence files tell of { $licences }
reason-listed_in_reuse_folder = the folder LICENSES holds the licences { $licences }
reason-several_licences = there are several licences: { $licences }; nobody says which one holds for what, but all of them are open
reason-several_licences_unclear = there are several licences: { $licences }; not all of them are open, and nobody says which one holds for what
explanation-licence-sources = A text counts as a licence when at least 90% of it is the same. We recognise the EUPL in all 23 languages. Where there are several licences and the owner does not say which one holds for what, we only judge when that makes no difference.
