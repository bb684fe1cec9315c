;;; Dates of the Gregorian calendar, continued into the past: ISO 8601, with the accessors of SRFI 19. A date is a time of
;;; day at an offset from UTC; two dates are the same moment when their seconds since 1970 are.

(define %date (%make-record-type 'date '(year month day hour minute second nanosecond zone-offset) '(year month day hour minute second nanosecond zone-offset)))

(define (date? object)
  "Whether the object is a date."
  (%record? object %date))

(define (date-year date)
  "The year of the date."
  (%record-ref date %date 0 'date-year))

(define (date-month date)
  "The month of the date, from 1."
  (%record-ref date %date 1 'date-month))

(define (date-day date)
  "The day of the month."
  (%record-ref date %date 2 'date-day))

(define (date-hour date)
  "The hour of the date, from 0 to 23."
  (%record-ref date %date 3 'date-hour))

(define (date-minute date)
  "The minute of the date."
  (%record-ref date %date 4 'date-minute))

(define (date-second date)
  "The second of the date."
  (%record-ref date %date 5 'date-second))

(define (date-nanosecond date)
  "The nanosecond of the date."
  (%record-ref date %date 6 'date-nanosecond))

(define (date-zone-offset date)
  "The offset of the date from UTC, in seconds."
  (%record-ref date %date 7 'date-zone-offset))

(define (make-date nanosecond second minute hour day month year . offset)
  "The date of these parts; the offset from UTC is in seconds (0)."
  (let ((date (%record %date year month day hour minute second nanosecond (if (null? offset) 0 (car offset)))))
    (%check-date "make-date" date)
    date))

(define (%check-date procedure date)
  "Raise an error unless every part of the date is in its range."
  (let ((check (lambda (part low high what)
                 (if (not (and (exact-integer? part) (<= low part high)))
                     (%wrong-type procedure what part)))))
    (check (date-year date) -999999999 999999999 "a year")
    (check (date-month date) 1 12 "a month from 1 to 12")
    (check (date-day date) 1 (%days-in-month (date-year date) (date-month date)) "a day of the month")
    (check (date-hour date) 0 23 "an hour from 0 to 23")
    (check (date-minute date) 0 59 "a minute from 0 to 59")
    (check (date-second date) 0 60 "a second from 0 to 60")
    (check (date-nanosecond date) 0 999999999 "a nanosecond from 0 to 999999999")
    (check (date-zone-offset date) -86399 86399 "an offset of less than a day in seconds")))

(define (leap-year? year)
  "Whether the year has 366 days."
  (and (= (modulo year 4) 0) (or (not (= (modulo year 100) 0)) (= (modulo year 400) 0))))

(define (%days-in-month year month)
  (if (and (= month 2) (leap-year? year))
      29
      (vector-ref '#(31 28 31 30 31 30 31 31 30 31 30 31) (- month 1))))

;; Days since 1970-01-01 and back, by years that begin in March.
(define (%date->days year month day)
  (let* ((year (if (<= month 2) (- year 1) year))
         (era (floor-quotient year 400))
         (of-era (- year (* era 400)))
         (of-year (+ (quotient (+ (* 153 (modulo (+ month 9) 12)) 2) 5) day -1)))
    (+ (* era 146097) (* of-era 365) (quotient of-era 4) (- (quotient of-era 100)) of-year -719468)))

(define (%days->date days receiver)
  "Call receiver with the year, month and day."
  (let* ((days (+ days 719468))
         (era (floor-quotient days 146097))
         (of-era (- days (* era 146097)))
         (year (quotient (- of-era (quotient of-era 1460) (- (quotient of-era 36524)) (quotient of-era 146096)) 365))
         (of-year (- of-era (- (+ (* 365 year) (quotient year 4)) (quotient year 100))))
         (shifted (quotient (+ (* 5 of-year) 2) 153))
         (month (if (< shifted 10) (+ shifted 3) (- shifted 9))))
    (receiver (+ year (* era 400) (if (<= month 2) 1 0))
              month
              (+ 1 (- of-year (quotient (+ (* 153 shifted) 2) 5))))))

(define (seconds->date seconds . offset)
  "The date so many seconds after the beginning of 1970, at the offset from UTC in seconds (0)."
  (if (not (and (real? seconds) (finite? seconds))) (%wrong-type "seconds->date" "a finite number of seconds" seconds 1))
  (let* ((offset (if (null? offset) 0 (car offset)))
         (nanoseconds (round (* (exact seconds) 1000000000)))
         (whole (+ (floor-quotient nanoseconds 1000000000) offset))
         (of-day (floor-remainder whole 86400)))
    (%days->date (floor-quotient whole 86400)
      (lambda (year month day)
        (make-date (floor-remainder nanoseconds 1000000000)
                   (remainder of-day 60) (remainder (quotient of-day 60) 60) (quotient of-day 3600)
                   day month year offset)))))

(define (date->seconds date)
  "The seconds from the beginning of 1970 to the date: exact."
  (+ (* 86400 (%date->days (date-year date) (date-month date) (date-day date)))
     (* 3600 (date-hour date))
     (* 60 (date-minute date))
     (date-second date)
     (/ (date-nanosecond date) 1000000000)
     (- (date-zone-offset date))))

(define (current-date . offset)
  "The date now, at the offset from UTC in seconds (0)."
  (apply seconds->date (current-time) offset))

(define (date-add date seconds)
  "The date so many seconds later, at the same offset."
  (seconds->date (+ (date->seconds date) (exact seconds)) (date-zone-offset date)))

(define (date-difference a b)
  "The seconds from b to a: exact."
  (- (date->seconds a) (date->seconds b)))

(define (date<? a b)
  "Whether date a is earlier than b."
  (< (date->seconds a) (date->seconds b)))

(define (date=? a b)
  "Whether the dates are the same moment."
  (= (date->seconds a) (date->seconds b)))

(define (date-week-day date)
  "The day of the week: 0 is Sunday."
  (modulo (+ 4 (%date->days (date-year date) (date-month date) (date-day date))) 7))

(define (date-year-day date)
  "The day of the year: 1 is the first of January."
  (+ 1 (- (%date->days (date-year date) (date-month date) (date-day date)) (%date->days (date-year date) 1 1))))

;; --- text

(define %day-names '#("Sunday" "Monday" "Tuesday" "Wednesday" "Thursday" "Friday" "Saturday"))
(define %month-names
  '#("January" "February" "March" "April" "May" "June" "July" "August" "September" "October" "November" "December"))

(define (%digits number width)
  "The number with zeros before it."
  (if (< number 0)
      (string-append "-" (%digits (- number) width))
      (let ((text (number->string number)))
        (if (< (string-length text) width) (string-pad-left text width #\0) text))))

(define (%offset-text offset separator)
  "Z, or the hours and minutes of an offset."
  (if (= offset 0)
      "Z"
      (let ((minutes (quotient (abs offset) 60)))
        (string-append (if (< offset 0) "-" "+") (%digits (quotient minutes 60) 2) separator (%digits (remainder minutes 60) 2)))))

(define (%fraction-text nanosecond)
  "The fraction of a second, with its point and without zeros at its end."
  (if (= nanosecond 0)
      ""
      (string-append "." (string-trim-right (%digits nanosecond 9) #\0))))

(define (date->string date . template)
  "The date in ISO 8601; or by a template: ~Y ~m ~d ~H ~M ~S ~N ~z ~y ~e ~j ~a ~A ~b ~B ~p ~I ~s ~T ~F ~~ as in SRFI 19."
  (if (not (date? date)) (%wrong-type "date->string" "a date" date 1))
  (%date-text date (if (null? template) "~FT~T~f~:" (car template))))

(define (%date-text date template)
  (let ((end (string-length template)) (text (string-builder)))
    (let loop ((at 0))
      (let ((next (string-index template #\~ at)))
        (if (and next (< (+ next 1) end))
            (begin
              (text (substring template at next))
              (text (%date-part date (string-ref template (+ next 1))))
              (loop (+ next 2)))
            (begin
              (text (substring template at))
              (text)))))))

(define (%date-part date directive)
  "The text of one directive of a template."
  (case directive
    ((#\Y) (%digits (date-year date) 4))
    ((#\m) (%digits (date-month date) 2))
    ((#\d) (%digits (date-day date) 2))
    ((#\H) (%digits (date-hour date) 2))
    ((#\M) (%digits (date-minute date) 2))
    ((#\S) (%digits (date-second date) 2))
    ((#\N) (%digits (date-nanosecond date) 9))
    ((#\f) (%fraction-text (date-nanosecond date)))
    ((#\z) (%offset-text (date-zone-offset date) ""))
    ((#\:) (%offset-text (date-zone-offset date) ":"))
    ((#\F) (%date-text date "~Y-~m-~d"))
    ((#\T) (%date-text date "~H:~M:~S"))
    ((#\y) (%digits (modulo (date-year date) 100) 2))
    ((#\e) (string-pad-left (number->string (date-day date)) 2))
    ((#\j) (%digits (date-year-day date) 3))
    ((#\A) (vector-ref %day-names (date-week-day date)))
    ((#\a) (substring (vector-ref %day-names (date-week-day date)) 0 3))
    ((#\B) (vector-ref %month-names (- (date-month date) 1)))
    ((#\b) (substring (vector-ref %month-names (- (date-month date) 1)) 0 3))
    ((#\p) (if (< (date-hour date) 12) "AM" "PM"))
    ((#\I) (%digits (+ 1 (modulo (- (date-hour date) 1) 12)) 2))
    ((#\s) (number->string (floor (date->seconds date))))
    ((#\~) "~")
    (else (%wrong-type "date->string" "one of ~Y ~m ~d ~H ~M ~S ~N ~f ~z ~: ~F ~T ~y ~e ~j ~A ~a ~B ~b ~p ~I ~s ~~" directive))))

(define %iso-date "(-?\\d{4,})-(\\d\\d)-(\\d\\d)(?:[T ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,9}))?)?(Z|[+-]\\d\\d(?::?\\d\\d)?)?)?")

(define (string->date text)
  "The date of a text in ISO 8601; without an offset it is in UTC."
  (let ((match (regexp-matches %iso-date text)))
    (if (not match)
        (%wrong-type "string->date" "a date in ISO 8601, like 2024-05-01T12:30:00Z" text 1)
        (let ((part (lambda (group default)
                      (let ((digits (regexp-match-submatch match group)))
                        (if digits (string->number digits) default))))
              (fraction (or (regexp-match-submatch match 7) "0")))
          (make-date (string->number (string-append fraction (make-string (- 9 (string-length fraction)) #\0)))
                     (part 6 0) (part 5 0) (part 4 0) (part 3 1) (part 2 1) (part 1 1)
                     (%offset-seconds (or (regexp-match-submatch match 8) "Z")))))))

(define (%offset-seconds text)
  "The seconds of an offset: Z, +01, +0130, +01:30."
  (if (string=? text "Z")
      0
      (let* ((digits (string-delete #\: (substring text 1)))
             (hours (string->number (substring digits 0 2)))
             (minutes (if (= (string-length digits) 4) (string->number (substring digits 2)) 0)))
        (* (if (char=? (string-ref text 0) #\-) -60 60) (+ (* 60 hours) minutes)))))
