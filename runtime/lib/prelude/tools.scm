;;; Tools for whoever works in a session. What they print goes to the current output port, except for what belongs to a
;;; program that runs meanwhile (time, trace): the error port.

(define-syntax doc
  (syntax-rules (quote)
    ((_ (quote name)) (doc name))
    ((_ name) (display (%doc 'name)))))

(define-syntax time
  (syntax-rules ()
    ((_ body1 body2 ...) (%time (lambda () body1 body2 ...)))))

(define (%time thunk)
  (let ((start (effect 'clock.op)) (ticks (%ticks)))
    (call-with-values thunk
      (lambda results
        (let* ((used (- (%ticks) ticks)) (seconds (- (effect 'clock.op) start)))
          (format (current-error-port) ";; ~d ticks, ~,1f ms~%" used (* 1000. seconds))
          (apply values results))))))

(define (inspect object)
  "Print what an object is, and its first parts."
  (display (%inspect object)))

(define (source procedure)
  "Print where a procedure was defined and what is written there."
  (let ((known (%source procedure)))
    (cond ((not (car known)) (format #t ";; ~a is built in~%" procedure))
          ((cdr known) (format #t ";; ~a~%~a~%" (car known) (cdr known)))
          (else (format #t ";; ~a; its text is not kept, but disassemble shows what it does~%" (car known))))))

(define (disassemble procedure)
  "Print what a procedure does step by step, in the representation that is run."
  (let ((code (%disassembly procedure)))
    (if code
        (pp code)
        (format #t ";; ~a is built in~%" procedure))))

;; --- tracing

(define-syntax trace
  (syntax-rules ()
    ((_ name ...) (begin (set! name (%traced 'name name)) ...))))

(define-syntax untrace
  (syntax-rules ()
    ((_ name ...) (begin (set! name (%untraced name)) ...))))

(define %trace-depth (make-parameter 0))

(define (%traced-call name procedure arguments)
  "Call a procedure that is traced."
  (let ((depth (%trace-depth)))
    (%trace-line depth (cons name arguments))
    (call-with-values
     (lambda () (parameterize ((%trace-depth (+ depth 1))) (apply procedure arguments)))
     (lambda results
       (if (= (length results) 1)
           (%trace-line depth (car results))
           (%trace-line depth (cons 'values results)))
       (apply values results)))))

(define (%trace-line depth object)
  (format (current-error-port) "~a~a~%" (string-repeat "| " (min depth 30)) (%shortened object 200)))

;; --- pretty printing

(define (pp object . options)
  "Print an object on as many lines as it needs: to a port, within so many columns (79)."
  (let ((port (let ((found (find (lambda (option) (not (number? option))) options))) (or found (current-output-port))))
        (width (or (find number? options) 79)))
    (if (%circular? object)
        (write object port)
        (%pp object 0 0 width port))
    (newline port)))

;; Heads whose first operands stay on their line while the rest is a body.
(define %pp-bodies
  '((define . 1) (lambda . 1) (let . 1) (let* . 1) (letrec . 1) (letrec* . 1) (define-syntax . 1) (syntax-rules . 1) (when . 1)
    (unless . 1) (while . 1) (case . 1) (match . 1) (do . 2) (named-lambda . 1) (parameterize . 1) (guard . 1) (let-values . 1)
    (define-record-type . 1) (begin . 0) (procedure . 2) (closure . 1) (loop . 2) (let-call . 1) (branch . 1)))

(define (%pp object column closing width port)
  "Print an object that begins in this column and after which this many parentheses close."
  (let ((text (%text-within object (max 1 (- width column closing)))))
    (cond (text (write-string text port))
          ((and (pair? object) (pair? (cdr object)) (null? (cddr object)) (assq (car object) '((quote . "'") (quasiquote . "`"))))
           => (lambda (prefix)
                (write-string (cdr prefix) port)
                (%pp (cadr object) (+ column 1) closing width port)))
          ((pair? object) (%pp-list object column closing width port))
          ((and (vector? object) (> (vector-length object) 0))
           (write-string "#(" port)
           (%pp-rest (vector->list object) (+ column 2) (+ closing 1) width port)
           (write-string ")" port))
          (else (write object port)))))

(define (%pp-list list column closing width port)
  (let* ((head (car list))
         (name (and (symbol? head) (symbol->string head)))
         (body (assq head %pp-bodies)))
    (write-string "(" port)
    (cond ((and body (pair? (cdr list)))
           (write head port)
           (let loop ((rest (cdr list))
                      (left (if (and (eq? head 'let) (symbol? (cadr list))) 2 (cdr body))) (at (+ column 2 (string-length name))))
             (if (and (> left 0) (pair? rest))
                 (begin
                   (write-string " " port)
                   (%pp (car rest) at 0 width port)
                   (loop (cdr rest) (- left 1) (+ at 1 (string-length (%shortened (car rest) width)))))
                 (if (not (null? rest))
                     (begin
                       (%pp-newline (+ column 2) port)
                       (%pp-rest rest (+ column 2) (+ closing 1) width port))))))
          ((and name (pair? (cdr list)) (< (string-length name) 20))
           (write head port)
           (write-string " " port)
           (%pp-rest (cdr list) (+ column 2 (string-length name)) (+ closing 1) width port))
          (else (%pp-rest list (+ column 1) (+ closing 1) width port)))
    (write-string ")" port)))

(define (%pp-rest rest column closing width port)
  "Print the elements of a list below one another, and what may follow a dot."
  (let loop ((rest rest))
    (let ((is-last (not (pair? (cdr rest)))))
      (%pp (car rest) column (if is-last closing 0) width port)
      (cond ((pair? (cdr rest))
             (%pp-newline column port)
             (loop (cdr rest)))
            ((not (null? (cdr rest)))
             (%pp-newline column port)
             (write-string ". " port)
             (%pp (cdr rest) (+ column 2) closing width port))))))

(define (%pp-newline column port)
  (newline port)
  (write-string (make-string column #\space) port))
