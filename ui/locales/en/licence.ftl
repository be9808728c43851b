# Why a licence gets its verdict, as far as more than one source names it.
reason-licences_differ = the sources name different licences; ask the owner which one applies
reason-recognised_in_text = { $percent }% of the text of { $path } is that of { $licence }
reason-text_resembles = the text of { $path } is { $percent }% like { $licence }, but not the same
reason-licence_with_other_terms = the licence file says something an open licence does not, so it is not certain whether you may reuse the code; ask the owner
reason-text_adds_terms = { $path } adds words to { $licence }: “{ $words }”
reason-text_leaves_out_terms = { $path } leaves words of { $licence } out: “{ $words }”
reason-text_reserves_rights = { $path } keeps all rights, and holds { $licence } below other words: “{ $words }”
reason-text_limits_use = { $path } limits who may use it, or for what: “{ $words }”
reason-text_not_recognised = the text of { $path } is not a licence we know; sometimes it only points to one
reason-named_by_files = the names of the licence files mention { $licences }
reason-annotated_by_reuse = REUSE says that all files are under { $licence }
reason-listed_in_reuse_folder = the folder LICENSES holds the licences { $licences }
reason-several_licences = there are several licences: { $licences }; nobody says which one applies to what, but all of them are open
reason-several_licences_unclear = there are several licences: { $licences }; not all of them are open, and nobody says which one applies to what
explanation-licence-sources = A text counts as a licence when it has the same words; only names, years, titles and the like may differ. Words that limit the use keep it from counting as open. We recognise the EUPL in all 23 languages. Where there are several licences and the owner does not say which one applies to what, we only judge when that makes no difference.
