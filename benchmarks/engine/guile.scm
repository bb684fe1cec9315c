;;; Run by guile.py: compiles each program given, runs it, and prints its name, its result and its median microseconds.
(use-modules (srfi srfi-1) (srfi srfi-9) (ice-9 exceptions) (ice-9 format) (system base compile))

(define library
  '(begin
     (use-modules (srfi srfi-1) (srfi srfi-9) (srfi srfi-69) (ice-9 exceptions))
     (define-syntax guard
       (syntax-rules ()
         ((_ (name (test result ...)) body ...)
          (with-exception-handler
           (lambda (name) (if test (begin result ...) (raise-continuable name)))
           (lambda () body ...)
           #:unwind? #t))))
     (define (string-builder)
       (let ((port (open-output-string)))
         (case-lambda
           (() (get-output-string port))
           ((piece) (display piece port)))))
     (define (raise object) (raise-exception object))
     (define (raise-continuable object) (raise-exception object #:continuable? #t))))

(define (forms file)
  (call-with-input-file file
    (lambda (port)
      (let loop ((read-so-far '()))
        (let ((form (read port)))
          (if (eof-object? form) (reverse read-so-far) (loop (cons form read-so-far))))))))

(define (microseconds run)
  (let ((begun (get-internal-run-time)))
    (run)
    (quotient (* 1000000 (- (get-internal-run-time) begun)) internal-time-units-per-second)))

(for-each
 (lambda (file)
   (let ((module (make-fresh-user-module)))
     (compile library #:env module)
     (compile (cons 'begin (forms file)) #:env module #:optimization-level 2)
     (let* ((run (module-ref module 'run))
            (result (run))
            (times (sort (map (lambda (_) (microseconds run)) (iota 5)) <)))
       (format #t "~a ~a ~a\n" (basename file ".scm") result (list-ref times 2))
       (force-output))))
 (cdr (command-line)))
