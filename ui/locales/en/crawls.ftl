# The reports of crawls, and the crawl that is running.
crawls-title = Crawls
crawls-what = In a crawl, Bronwijzer checks all accounts of government organisations for new and changed repositories. Each crawl has a report here.
crawls-reports = Reports
crawls-count = { $count ->
    [one] 1 report, newest first.
   *[other] { $count } reports, newest first.
}
crawls-none = There has been no crawl yet.
times-in-utc = All times are in UTC.

crawl-live-title = What is happening now
crawl-live-none = No crawl is running now.
crawl-live-started = A crawl is running. It started on { $moment } (UTC).
crawl-live-as-of = As of { $moment } (UTC). Reload the page to see the current state.
crawl-live-accounts = Accounts checked
crawl-live-repositories = Repositories read
crawl-live-part = { $done } of { $all }
crawl-live-found = Repositories found: { $count }
crawl-live-problems = Problems: { $count }
crawl-live-last-problem = Last problem
crawl-live-say = The crawl is running: { $listed } of { $accounts } accounts checked, { $stored } of { $toRead } repositories read, problems: { $problems }.
crawl-live-ended = The crawl has ended.
crawl-live-report = Reload the page for the report

crawl-title = Crawl of { $moment }
crawl-all = All crawls
crawl-summary = Summary
crawl-start = Start
crawl-duration = Duration
crawl-scope = What was read
crawl-full = everything, including what stayed the same
crawl-changes = what is new or changed
crawl-end = How it ended
crawl-done = finished
halted-stopped = ended early: stopped by a person or the computer
halted-deadline = ended early: it ran out of time
crawl-halted-next = The next crawl continues with the accounts that have waited longest.
crawl-requests = Requests
crawl-points = Points
crawl-problems = Problems
tally-new = New
tally-changed = Changed
tally-unchanged = The same
tally-gone = Gone
tally-failed = Failed
tally-what = The numbers are repositories. Failed repositories keep their stored data.

crawl-accounts = Per account
crawl-accounts-caption = The cost of a request for several accounts is divided among them.
crawl-account = Account
crawl-outcome = Outcome
crawl-size = Received
crawl-ended = Finished at
crawl-not-done = not finished
outcome-complete = Everything read
outcome-partial = A part failed
outcome-failed = Cannot be read; the old data are kept
outcome-skipped = Skipped
outcome-interrupted = Interrupted; the next crawl continues

crawl-spending = Per platform
crawl-spending-caption = A platform gives a number of points per hour. When they are used up, Bronwijzer waits.
crawl-remaining = Points left
crawl-waited = Waited

crawl-problems-title = { $count ->
    [0] Problems
    [one] 1 problem
   *[other] { $count } problems
}
crawl-no-problems = There were no problems.
crawl-problems-language = The problems are described for whoever runs Bronwijzer.
problem-what = What happened
problem-instead = What we did instead
problem-advice = What can be done about it
