(topic "Random numbers, time and dates" "Random numbers come from the session's own generator, so a seed repeats them. Times are seconds since the
beginning of 1970; dates are of the Gregorian calendar and are written in ISO 8601. What the clock says is asked of the host.")

(procedure random
  (< -1 (random 6) 6) => #t
  (random 0) error type-error)

(procedure random-integer
  (exact-integer? (random-integer 10)) => #t)

(procedure random-real
  (< 0 (random-real) 1) => #t)

(procedure random-choice
  (if (memq (random-choice '(a b c)) '(a b c)) #t #f) => #t)

(procedure shuffle
  (sort (shuffle '(3 1 2)) <) => (1 2 3))

(procedure random-seed!
  (begin (random-seed! 42) (let ((first (random 1000))) (random-seed! 42) (= first (random 1000)))) => #t)

(procedure sleep
  (begin (sleep 0) 'awake) => awake)

(procedure current-time
  (> (current-time) 1700000000) => #t)

(procedure current-date
  (date? (current-date)) => #t)

(procedure make-date
  (date->string (make-date 0 0 30 12 1 5 2024)) => "2024-05-01T12:30:00Z")

(procedure date?
  (date? (seconds->date 0)) => #t)

(procedure (date-year date-month date-day date-hour date-minute date-second date-nanosecond date-zone-offset)
  (let ((d (string->date "2024-05-01T12:30:00+02:00")))
    (list (date-year d) (date-month d) (date-day d) (date-hour d) (date-zone-offset d))) => (2024 5 1 12 7200))

(procedure date-week-day
  (date-week-day (string->date "2024-05-01")) => 3)

(procedure date-year-day
  (date-year-day (string->date "2024-05-01")) => 122)

(procedure seconds->date
  (date->string (seconds->date 86400)) => "1970-01-02T00:00:00Z"
  (date->string (seconds->date 0 3600)) => "1970-01-01T01:00:00+01:00")

(procedure date->seconds
  (date->seconds (string->date "1970-01-02")) => 86400)

(procedure date-add
  (date->string (date-add (string->date "2024-02-28") 86400)) => "2024-02-29T00:00:00Z")

(procedure date-difference
  (date-difference (string->date "2024-03-01") (string->date "2024-02-01")) => 2505600)

(procedure date<?
  (date<? (string->date "2024-01-01") (string->date "2024-01-02")) => #t)

(procedure date=?
  (date=? (string->date "2024-01-01T01:00:00+01:00") (string->date "2024-01-01")) => #t)

(procedure leap-year?
  (leap-year? 2024) => #t)

(procedure date->string
  (date->string (string->date "2024-05-01")) => "2024-05-01T00:00:00Z"
  (date->string (string->date "2024-05-01") "~A, ~e. ~B ~Y") => "Wednesday,  1. May 2024")

(procedure string->date
  (date-month (string->date "2024-05-01T12:30:00Z")) => 5
  (string->date "tomorrow") error type-error)
