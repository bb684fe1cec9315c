(map date->string (list (seconds->date 0) (seconds->date 1714566600.25) (seconds->date -1 3600) (seconds->date 951782400 -19800)))
;=> ("1970-01-01T00:00:00Z" "2024-05-01T12:30:00.25Z" "1970-01-01T00:59:59+01:00" "2000-02-28T18:30:00-05:30")

(let ((d (string->date "2024-05-01T12:30:05.125+02:00")))
  (list (date-year d) (date-month d) (date-day d) (date-hour d) (date-minute d) (date-second d) (date-nanosecond d) (date-zone-offset d)
        (date->seconds d) (date-week-day d) (date-year-day d)))
;=> (2024 5 1 12 30 5 125000000 7200 13716475241/8 3 122)

(date->string (string->date "2024-05-01T12:30:05.125+02:00") "~A ~a ~d ~e ~B ~b ~Y, ~I:~M ~p ~j ~N ~z ~s ~y ~F ~T ~~")
;=> "Wednesday Wed 01  1 May May 2024, 12:30 PM 122 125000000 +0200 1714559405 24 2024-05-01 12:30:05 ~"

(map (lambda (text) (date->string (string->date text)))
     '("2024-02-29" "2024-05-01 07:05" "2024-05-01T07:05:09,5-0830" "2024-05-01T07:05Z" "2024-05-01T07:05+01" "-0044-03-15" "12024-01-01"))
;=> ("2024-02-29T00:00:00Z" "2024-05-01T07:05:00Z" "2024-05-01T07:05:09.5-08:30" "2024-05-01T07:05:00Z" "2024-05-01T07:05:00+01:00" "-0044-03-15T00:00:00Z" "12024-01-01T00:00:00Z")

(string->date "2023-02-29")
;!> type-error: make-date: expected a day of the month, got 29 (integer)

(string->date "yesterday")
;!> type-error: string->date: expected a date in ISO 8601, like 2024-05-01T12:30:00Z as first argument, got "yesterday" (string)

(make-date 0 0 0 24 1 1 2024)
;!> type-error: make-date: expected an hour from 0 to 23, got 24 (integer)

(date->string 5)
;!> type-error: date->string: expected a date as first argument, got 5 (integer)

(date->string (seconds->date 0) "~q")
;!> type-error: date->string: expected one of ~Y ~m ~d

(date-year 5)
;!> type-error: date-year: expected a date

(seconds->date +inf.0)
;!> type-error: seconds->date: expected a finite number of seconds as first argument, got +inf.0 (real)

(let ((a (string->date "2024-02-28T23:59:59Z")) (b (string->date "2024-02-29T01:00:00+01:00")))
  (list (date-difference b a) (date<? a b) (date<? b a) (date=? b (date-add a 1)) (date->string (date-add a 86400)) (date->string (date-add b -1/2))))
;=> (1 #t #f #t "2024-02-29T23:59:59Z" "2024-02-29T00:59:59.5+01:00")

(map leap-year? '(1900 2000 2023 2024))
;=> (#f #t #f #t)

(list (date? (current-date)) (> (current-time) 1700000000) (date-zone-offset (current-date 3600)))
;=> (#t #t 3600)
