# What programs of others found in a repository.
section-scans = Checks by others
scans-note = These checks are made by others. We do not verify them, and our own verdicts do not depend on them.
scans-all = Everything these checks found, as data (JSON)
scan-by = Checked by { $who } on { $day }
scan-former-organisation = an organisation that is no longer in the catalogue
scan-incomplete = The check could not be completed. There may be more.
scan-failed = The check failed.
scan-vulnerabilities = { $count ->
    [0] Vulnerabilities: no known ones found.
    [one] Vulnerabilities: 1 known one found in what the code depends on. Severity:
   *[other] Vulnerabilities: { $count } known ones found in what the code depends on. Severity:
}
scan-vulnerabilities-unknown = Vulnerabilities: unknown.
scan-severity-critical = Critical
scan-severity-high = High
scan-severity-medium = Medium
scan-severity-low = Low
scan-severity-none = None
scan-severity-unknown = Unknown
scan-findings = { $count ->
    [0] Rules of this organisation: none broken.
    [one] Rules of this organisation: 1 broken.
   *[other] Rules of this organisation: { $count } broken.
}
scan-findings-unknown = Rules of this organisation: unknown.
scan-findings-which = Which rules
scan-finding-error = Error
scan-finding-warning = Warning
scan-finding-hint = Hint
scan-finding-unknown = Severity unknown
scan-revision = Version of the code: { $revision }
scan-tool = Program: { $tool }
scan-sent-by = Sent in by { $who }
scan-sent-by-supplier = Sent in by { $who } of { $supplier }
scan-revisions = This source checked { $count } versions of the code. This is the latest check.
