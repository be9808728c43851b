# publiccode.yml: the verdict, the reasons for it, and each finding of the check
# with how to mend it. A finding's text stands after its key and line.
publiccode-valid = Valid
publiccode-invalid = Not valid
publiccode-missing = Missing
publiccode-unknown = Unknown
facet-publiccode = publiccode.yml
reason-publiccode_valid = the file is valid (rules of version { $version })
reason-publiccode_invalid = { $count ->
    [one] there is 1 error in the file
   *[other] there are { $count } errors in the file
}
reason-publiccode_first_error = the first error is on line { $line }, at ‘{ $key }’
reason-publiccode_first_error_in_file = the first error is on line { $line }
reason-publiccode_valid_at_source = the file was valid when the source read it
reason-publiccode_invalid_at_source = { $count ->
    [one] the file had 1 error when the source read it
   *[other] the file had { $count } errors when the source read it
}
reason-publiccode_advice = { $count ->
    [one] there is 1 point that can be better
   *[other] there are { $count } points that can be better
}
reason-no_publiccode_found = no publiccode.yml was found
reason-publiccode_not_looked_for = this source does not say whether there is a publiccode.yml
reason-publiccode_not_read_whole = the file is too large to be read whole
section-publiccode = publiccode.yml
explain-publiccode = How we check publiccode.yml
findings-check-own = Check a file before you publish it

explanation-publiccode-title = How we check publiccode.yml
explanation-publiccode-intro = With publiccode.yml an owner tells what the software does, who maintains it and who uses it. It is an international standard. We check all rules of versions 0.2 to 0.7. An error is what the reference parser of the standard (publiccode-parser-go) refuses. Where the text of the standard says otherwise, we say so in a warning. What the standard recommends or deprecates is a warning too. A file without errors is valid.
explanation-publiccode-valid = There are no errors. There may be warnings.
explanation-publiccode-invalid = There is at least one error. The page of the repository shows each error, with its line and how to mend it.
explanation-publiccode-missing = The repository has no publiccode.yml.
explanation-publiccode-unknown = Our source does not say whether there is a publiccode.yml, or we could not read the whole file.

checker-title = Check publiccode.yml
checker-intro = See whether a publiccode.yml is right. For each mistake you get the line and how to fix it.
checker-by-address = Of a repository in Bronwijzer
checker-address-what = We show what was there when we last read the repository. We fetch no other addresses.
checker-no-address = This is not the address of a repository. Write it as in github.com/organisation/name.
checker-no-repository = This repository is not in Bronwijzer. Paste the text of the file below.
checker-as-of = As of { $date }.
checker-write = Write a publiccode.yml for this repository
checker-by-text = Of a text
checker-label = Text of publiccode.yml. We do not keep the text.
checker-submit = Check
checker-result = Result
checker-share = Address of this result
checker-share-text = The address contains the whole text. Whoever has the address can read it.
checker-not-shared = This text is too long for an address to share.
checker-broken-link = This address is incomplete. Ask for a new one, or paste the text below.
checker-generator = No file yet?
checker-version = Checked with the rules of version { $version } of the standard.
checker-counts = { $errors ->
    [0] No errors
    [one] 1 error
   *[other] { $errors } errors
}, { $warnings ->
    [0] no warnings
    [one] 1 warning
   *[other] { $warnings } warnings
}.
checker-nothing = We found nothing to improve.
checker-caption = What we found, in the order of the file
checker-line = Line
checker-key = Key
checker-what = Problem
checker-help = How to fix it
severity-error = Error
severity-warning = Warning
checker-whole-file = the whole file
checker-too-large = The text is too long. The maximum is { $max } characters (bytes).
checker-program = You can check on your own computer too, or at each change in your repository:

finding-type-nothing = nothing
finding-type-truth = yes or no (true or false)
finding-type-number = a number
finding-type-text = text
finding-type-list = a list
finding-type-mapping = a group of keys

finding-file_too_large = The file is too large: { $bytes } bytes. We read { $max } bytes at most.
finding-file_too_large-help = Make the file smaller. Point to a web page for long texts.
finding-file_empty = There is nothing in the file.
finding-file_empty-help = Start with the smallest example of the standard and fill it in.
finding-file_not_utf8 = There is a character here that is not UTF-8.
finding-file_not_utf8-help = Save the file as UTF-8. Most text editors ask for it when you choose ‘Save as’.
finding-file_marked = The file begins with an invisible mark (BOM).
finding-file_marked-help = Save the file as ‘UTF-8’ and not as ‘UTF-8 with BOM’.
finding-yaml_syntax = From here on the file is not valid YAML. The reader says: { $message }
finding-yaml_syntax-help = Look at the indentation, quotes, brackets and colons on this line and the one before it.
finding-yaml_tab = There is a tab here. YAML is indented with spaces only.
finding-yaml_tab-help = Replace each tab at the start of a line by spaces.
finding-yaml_too_deep = Lists and groups are nested too deep.
finding-yaml_too_deep-help = The standard has five levels at most. Look for surplus brackets or dashes.
finding-yaml_too_many_values = The file has too many values: we read { $max } at most.
finding-yaml_too_many_values-help = Remove repetition. Note that references with an asterisk (*) count each time.
finding-yaml_unknown_anchor = This reference with an asterisk (*) points to something that is not there.
finding-yaml_unknown_anchor-help = Write the value in full. Or put quotes around the text if the asterisk belongs to it.
finding-yaml_several_documents = A second document starts here. The file may have only one.
finding-yaml_several_documents-help = Remove the line with ‘---’ and what comes after it.
finding-yaml_not_a_mapping = The file does not consist of keys with values. We found { $found }.
finding-yaml_not_a_mapping-help = Write lines such as ‘name: Medusa’.
finding-yaml_duplicate_key = This key appears twice. The first one is on line { $first }.
finding-yaml_duplicate_key-help = Remove one of the two. We use the first.
finding-yaml_key_not_text = This key is not text.
finding-yaml_key_not_text-help = Before the colon, write only the name of a key of the standard.
finding-yaml_directive = The file begins with %YAML.
finding-yaml_directive-help = Remove the line with %YAML.
finding-yaml_old_merge = Merging with ‘<<’ belongs to YAML 1.1, which is deprecated.
finding-yaml_old_merge-help = Write the keys here in full.
finding-yaml_old_truth = ‘{ $value }’ means yes or no in YAML 1.1 only, which is deprecated.
finding-yaml_old_truth-help = Write true for yes and false for no.

finding-version_wrong = ‘{ $value }’ is not a version of the standard.
finding-version_wrong-help = Write "0" for the newest version, or a number such as "{ $newest }".
finding-version_unknown = There is no version { $value } of the standard. We used the rules of the version nearest to it.
finding-version_unknown-help = Write "0" or "{ $newest }".
finding-version_not_read = Version { $value } came out, but the reference parser (publiccode-parser-go) cannot read it.
finding-version_not_read-help = Write "0" or "{ $newest }" and fix what remains.

finding-key_missing = This key is missing. It is mandatory.
finding-key_missing-help = Add the key with a value. The standard's description says what belongs in it.
finding-key_empty = This key is mandatory, and there is nothing behind it.
finding-key_empty-help = Fill in a value.
finding-key_missing_in_version = This key is missing. It is mandatory in version { $version }, and no longer from version { $until }.
finding-key_missing_in_version-help = Write a newer version at publiccodeYmlVersion, or add the key.
finding-key_missing_in_each_language = This key is missing. It is mandatory in at least one language.
finding-key_missing_in_each_language-help = Add the key to a language under description.
finding-key_missing_in_language = This key is missing in this language.
finding-key_missing_in_language-help = Add the key in this language, or remove the language.
finding-key_missing_for_type = This key is missing. It is mandatory when maintenance.type is ‘{ $type }’.
finding-key_missing_for_type-help = Add the key with at least one name, or choose another type of maintenance.
finding-key_not_for_type = This key may not be here when maintenance.type is ‘{ $type }’.
finding-key_not_for_type-help = Remove the key. Or write ‘contract’ at maintenance.type, if there is a contract.
finding-key_unknown = This key is not in the standard.
finding-key_unknown-help = The reference parser refuses files with unknown keys. See whether the key is in the right place, or take it out.
finding-key_unknown_near = This key is not in the standard. Do you mean ‘{ $near }’?
finding-key_unknown_near-help = Check capitals and spelling.
finding-key_renamed = Since version 0.2 this key has another name: ‘{ $now }’.
finding-key_renamed-help = Use the new name. Also see which values may stand there.
finding-key_removed = This key left the standard in version 0.2.
finding-key_removed-help = Remove the key.
finding-country_section_undefined = The standard has no section for the country { $value }: only for IT.
finding-country_section_undefined-help = Remove the section. Put what it says under supports or organisation.
finding-key_newer = This key has existed since version { $since }. This file is of version { $version }.
finding-key_newer-help = Write a newer version at publiccodeYmlVersion.
finding-key_deprecated = This key has been deprecated since version { $since }.
finding-key_deprecated-help = Remove the key. In version 1 of the standard it will be gone.
finding-key_deprecated_instead = This key is deprecated since version { $since }. Use ‘{ $instead }’.
finding-key_deprecated_instead-help = Put what stands here under ‘{ $instead }’. In version 1 of the standard this key will be gone.

finding-value_empty = There is nothing behind this key.
finding-value_empty-help = Fill in a value, or take out the key: it is not mandatory.
finding-wrong_type = There should be { $expected } here. We found { $found }.
finding-wrong_type-help = Look at the indentation, dashes and quotes, and compare with the example of the standard.
finding-needs_quotes = There should be text here. Without quotes { $value } is something else: { $found }.
finding-needs_quotes-help = Put quotes around it: "{ $value }".
finding-value_not_in_list = ‘{ $value }’ is not in the standard's list.
finding-value_not_in_list-help = Choose a value from the list that the standard gives for this key.
finding-value_not_in_list_near = ‘{ $value }’ is not in the standard's list. Do you mean ‘{ $near }’?
finding-value_not_in_list_near-help = Copy the value to the letter. Capitals, dashes and slashes count.
finding-value_not_in_short_list = ‘{ $value }’ is not allowed here.
finding-value_not_in_short_list-help = Choose one of: { $list }.
finding-value_newer = ‘{ $value }’ exists since version { $since }. This file is of version { $version }.
finding-value_newer-help = Write a newer version at publiccodeYmlVersion.
finding-value_deprecated = The value ‘{ $value }’ is deprecated.
finding-value_deprecated-help = Choose a more precise value, such as standalone/web or standalone/desktop.
finding-platform_spelling = The standard writes ‘{ $near }’ where ‘{ $value }’ stands here.
finding-platform_spelling-help = Write ‘{ $near }’, so that search engines recognise the platform.
finding-text_too_long = The text is too long: { $length } characters. The maximum is { $max }.
finding-text_too_long-help = Make the text shorter.
finding-text_too_short = The text is too short: { $length } characters. The minimum is { $min }.
finding-text_too_short-help = Tell more: what does the software do, and for whom?
finding-text_not_one_line = This text has several lines. It should be one sentence on one line.
finding-text_not_one_line-help = Make it one line. With ‘>-’ behind the key, lines are joined.
finding-date_wrong_form = ‘{ $value }’ does not have the form of a date in the standard.
finding-date_wrong_form-help = Write year, month and day as 2026-09-30.
finding-date_not_real = There is no date { $value }.
finding-date_not_real-help = Check the month and the day.
finding-date_in_future = This date is in the future: { $date }. It should be the day on which the latest version came out.
finding-date_in_future-help = Write the day on which the latest version came out.
finding-contract_ended = The contract ended on { $date }.
finding-contract_ended-help = Write the new last day. Is there no contract any more? Then choose another type of maintenance at maintenance.type.
finding-community_contract_too_long = A community may promise maintenance for two years at most. This says { $date }.
finding-community_contract_too_long-help = Choose an earlier date and update it in time.
finding-url_wrong = ‘{ $value }’ is not a complete web address.
finding-url_wrong-help = Write the whole address, without spaces, as https://example.org/software.
finding-url_not_http = This address starts with ‘{ $scheme }’. Anybody can open an address with https.
finding-url_not_http-help = Use an address that starts with https:// if you can.
finding-url_with_user = There is a user name or password in this address.
finding-url_with_user-help = Remove what stands between // and @. Was it a password? Then replace it, because it is public now.
finding-video_not_oembed = ‘{ $value }’ is not a page of a video website that supports oEmbed.
finding-video_not_oembed-help = Use the address of the page that shows the video, such as https://www.youtube.com/watch?v=… or https://vimeo.com/….
finding-uri_wrong = ‘{ $value }’ is not a valid URI.
finding-uri_wrong-help = Use a web address such as https://example.org/organisation, or a URN such as urn:x-example:organisation.
finding-italian_code_wrong = ‘{ $value }’ is not a code of the Italian register of administrations (IPA).
finding-italian_code_wrong-help = Look up the code at indicepa.gov.it.
finding-alias_unknown = The standard has no alias ‘{ $value }’.
finding-alias_unknown-help = Choose one of: { $list }. Or write the web address of the standard or law.
finding-path_not_in_repository = ‘{ $value }’ is not a path in the repository.
finding-path_not_in_repository-help = Write the path from the root of the repository, as img/logo.svg. Or write a complete web address.
finding-file_not_found = There is no file ‘{ $value }’.
finding-file_not_found-help = Add the file to the repository, or correct the path; it starts at the root of the repository.
finding-file_not_png = ‘{ $value }’ is called PNG, but it is another type of file.
finding-file_not_png-help = Save the image as PNG, or use an SVG file.
finding-file_wrong_format = ‘{ $value }’ is not the right type of file.
finding-file_wrong_format-help = Use a file that ends in: { $list }.
finding-logo_not_vector = The logo is not a vector file, which the standard recommends.
finding-logo_not_vector-help = Use an SVG file if you can. It stays sharp at each size.
finding-email_wrong = ‘{ $value }’ is not a valid e-mail address.
finding-email_wrong-help = Write an address such as n.surname@example.org.
finding-email_shared = ‘{ $value }’ looks like a shared e-mail address.
finding-email_shared-help = The standard asks for an address at which this person can be reached.
finding-phone_wrong = ‘{ $value }’ does not look like a telephone number.
finding-phone_wrong-help = Write a number with its country code, as "+31301234567".
finding-phone_without_prefix = The country code is missing in ‘{ $value }’.
finding-phone_without_prefix-help = Start with a plus and the country code, as "+31301234567".
finding-language_wrong = ‘{ $value }’ is not a language tag (BCP 47).
finding-language_wrong-help = Write a registered language tag such as nl, en or de-AT.
finding-language_not_shortest = There is a shorter language tag for ‘{ $value }’: ‘{ $near }’.
finding-language_not_shortest-help = Use the short tag. Programs look for that one.
finding-country_wrong = ‘{ $value }’ is not a country code (ISO 3166-1).
finding-country_wrong-help = Write the two capitals of a country, such as NL or DE.
finding-country_lower_case = The country code ‘{ $value }’ is in lower case, which is deprecated since version 0.5.
finding-country_lower_case-help = Write ‘{ $near }’.
finding-licence_wrong = ‘{ $value }’ is not an SPDX licence expression.
finding-licence_wrong-help = Look up the code of your licence at spdx.org/licenses, such as EUPL-1.2.
finding-licence_wrong_near = ‘{ $value }’ is not written as SPDX does. Do you mean ‘{ $near }’?
finding-licence_wrong_near-help = Copy the code to the letter from spdx.org/licenses.
finding-licence_deprecated = The code { $value } is deprecated by SPDX.
finding-licence_deprecated-help = Look up the new code at spdx.org/licenses. For GPL, LGPL and AGPL it ends in -only or -or-later.
finding-licence_not_open = { $value } is not an open source licence.
finding-licence_not_open-help = The standard is for software under an open source licence. Choose one, such as EUPL-1.2.
finding-media_type_wrong = ‘{ $value }’ is not a media type.
finding-media_type_wrong-help = Write a media type such as text/plain. Or take out the key, which is deprecated.
finding-more_findings = There are { $more } more points. We show the first 500, errors first.
finding-more_findings-help = Fix these first, then check again.
finding-parser_stricter = The text of the standard allows this, but its reference parser (publiccode-parser-go) refuses it.
finding-parser_stricter-help = Do what stands at the error on this line. Other catalogues use the reference parser.

finding-link_not_found = { $url } is not there (status { $status }).
finding-link_not_found-help = Check the address in a browser and replace it.
finding-link_refused = { $url } gave an error (status { $status }).
finding-link_refused-help = Check the address in a browser. Visitors must be able to see it without logging in.
finding-link_not_reached = { $url } could not be reached.
finding-link_not_reached-help = Check the address and try again later.
finding-link_private = { $url } was not checked, because that address is not on the public internet.
finding-link_private-help = Use an address that anybody can reach.
finding-links_left_out = There are more web addresses than we check. { $more } were skipped.
finding-links_left_out-help = Look at those addresses yourself in a browser.
checker-standard-alone = The text of the standard does not allow this; its reference parser (publiccode-parser-go) accepts it.
finding-without-text = rule ‘{ $rule }’
