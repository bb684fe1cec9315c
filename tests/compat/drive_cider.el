;;; drive_cider.el --- Drives a stock CIDER and prints what it shows  -*- lexical-binding: t -*-

;; emacs --batch -Q -l drive_cider.el SOURCES PORT FILE SCENARIO
;;
;; SOURCES holds CIDER and what it needs, a folder each, or is "-" where Emacs has them as packages.  FILE is a program
;; whose buffer is evaluated.  Every line printed is a JSON array: a name, and what CIDER showed.
;; Nothing of CIDER is replaced; what a person would do with keys is done with the same commands.

(require 'cl-lib)
(require 'json)
(require 'seq)

(defvar drive-seconds 20 "The longest wait for anything.")

(defun drive-arguments ()
  (prog1 command-line-args-left (setq command-line-args-left nil)))

(defun drive-load (sources)
  "Make CIDER available."
  (if (equal sources "-")
      (progn (require 'package) (package-initialize))
    (dolist (folder (directory-files sources t "\\`[^.]"))
      (dolist (path (list folder (expand-file-name "lisp" folder)))
        (when (and (file-directory-p path) (directory-files path nil "\\.el\\'"))
          (push path load-path)))))
  (let ((inhibit-message t) (warning-minimum-log-level :emergency))
    (require 'cider)
    ;; What autoloads would load when it is first used.
    (mapc #'require '(cider-apropos cider-debug cider-doc cider-find cider-inspector cider-macroexpansion))))

(defun drive-until (what condition)
  "Wait until CONDITION gives something, and return that; WHAT it is, for the message."
  (let ((end (+ (float-time) drive-seconds)) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.02))
    (or found (error "Waited in vain for %s" what))))

(defun drive-show (name text)
  (princ (concat (json-encode (vector name text)) "\n")))

(defun drive-text (buffer)
  "The text of a buffer, nil while there is none."
  (when-let* ((found (get-buffer buffer)))
    (with-current-buffer found
      (and (> (buffer-size) 0) (buffer-substring-no-properties (point-min) (point-max))))))

(defun drive-goto (text &optional back)
  "Go behind the first TEXT of the buffer, or BACK characters before that."
  (goto-char (point-min))
  (search-forward text)
  (backward-char (or back 0)))

(defvar drive-messages nil "What was said in the echo area, newest first.")

(defun drive-listen ()
  (advice-add 'message :before
              (lambda (format &rest arguments)
                (when format (push (apply #'format format arguments) drive-messages)))))

(defun drive-heard (regexp)
  "What was said that matches."
  (seq-find (lambda (said) (string-match-p regexp said)) drive-messages))

(defun drive-connect (port folder)
  (let (connected)
    (add-hook 'cider-connected-hook (lambda () (setq connected t)))
    (cider-connect-clj (list :host "127.0.0.1" :port (string-to-number port) :project-dir folder))
    (drive-until "the connection" (lambda () connected))))

(defun drive-open (file)
  "Visit FILE as a person does who uses CIDER in buffers of Lisp."
  (find-file file)
  (if (string-suffix-p ".scm" file) (scheme-mode) (clojure-mode))
  (cider-mode 1))

(defun drive-run (scenario sources port file)
  (drive-load sources)
  (setq cider-repl-pop-to-buffer-on-connect nil
        cider-repl-display-help-banner nil
        cider-show-error-buffer t
        cider-auto-select-error-buffer nil
        cider-inspector-display-help nil
        nrepl-sync-request-timeout drive-seconds
        create-lockfiles nil
        make-backup-files nil)
  (drive-listen)
  (drive-open file)
  (drive-connect port (file-name-directory file))
  (funcall (intern (concat "drive-" scenario)) (get-file-buffer file)))

;;; What a person does

(defun drive-daily (buffer)
  "Load a file, look things up in it, make a mistake."
  (with-current-buffer buffer
    (drive-show "runtime" (symbol-name (cider-runtime)))
    (drive-show "repl" (with-current-buffer (cider-current-repl) (drive-text (current-buffer))))
    (cider-load-buffer)
    (drive-until "the file" (lambda () (drive-heard "Loaded\\|=>\\|sum-of-squares")))
    (drive-show "eval" (nrepl-dict-get (cider-nrepl-sync-request:eval "(square 12)") "value"))
    (cider-doc-lookup "square")
    (drive-show "doc" (drive-text cider-doc-buffer))
    (cider-doc-lookup "filter")
    (drive-show "doc-of-the-prelude" (drive-text cider-doc-buffer)))
  (with-current-buffer buffer
    (cider-find-var nil "square")
    (drive-show "find-var" (list (buffer-name) (line-number-at-pos)))
    (cider-find-var nil "filter")
    (drive-show "find-var-of-the-prelude"
                (list (buffer-name) (buffer-substring-no-properties (line-beginning-position) (line-end-position)))))
  (with-current-buffer buffer
    (goto-char (point-max))
    (insert "(sum-of-sq")
    (pcase-let ((`(,start ,end ,table . ,_) (cider-complete-at-point)))
      (drive-show "complete" (list (buffer-substring-no-properties start end)
                                   (all-completions (buffer-substring-no-properties start end) table))))
    (delete-region (line-beginning-position) (point))
    (let (eldoc)
      (drive-goto "(square a" 2)
      (cider-eldoc (lambda (text &rest _) (setq eldoc text)))
      (drive-show "eldoc" (drive-until "eldoc" (lambda () eldoc))))
    (cider-apropos "^sum-of")
    (drive-show "apropos" (drive-text cider-apropos-buffer)))
  (with-current-buffer buffer
    (goto-char (point-max))
    (insert "\n(when 1 2)")
    (cider-macroexpand-1)
    (drive-show "macroexpand-1" (drive-text cider-macroexpansion-buffer)))
  (with-current-buffer buffer
    (delete-region (line-beginning-position) (point))
    (drive-show "ns-vars" (and (member "square" (cider-sync-request:ns-vars "user")) t))
    (drive-show "format" (cider-sync-request:format-code "(define (f x)\n(* x\nx))"))
    (goto-char (point-max))
    (insert "\n(sum-of-squares 2 'three)")
    (cider-eval-last-sexp)
    (drive-show "error" (drive-until "the error buffer" (lambda () (drive-text cider-error-buffer))))
    (with-current-buffer cider-error-buffer
      (goto-char (point-min))
      (search-forward "user/square")
      (backward-char 3)
      (cider-stacktrace-jump))
    (drive-show "error-place" (with-current-buffer (window-buffer (selected-window))
                                (list (buffer-name) (line-number-at-pos))))))

(defun drive-inspector ()
  "What the inspector shows."
  (drive-text cider-inspector-buffer))

(defun drive-inspect (buffer)
  "Look at values and their parts."
  (with-current-buffer buffer
    (cider-load-buffer)
    (drive-until "the file" (lambda () (drive-heard "=>")))
    (setq cider-inspector-page-size 4)
    (cider-inspect-expr "(list 1 (vector 'a \"b\\n\") square 4 5 6)" "user")
    (drive-show "list" (drive-inspector)))
  (with-current-buffer cider-inspector-buffer
    (cider-inspector-next-page)
    (drive-show "next-page" (drive-inspector))
    (cider-inspector-prev-page)
    (goto-char (point-min))
    (search-forward "1: ")
    (cider-inspector-operate-on-point)
    (drive-show "pushed" (drive-inspector))
    (cider-inspector-def-current-val "the-vector" "user")
    (drive-show "defined" (nrepl-dict-get (cider-nrepl-sync-request:eval "the-vector") "value"))
    (cider-inspector-next-sibling)
    (drive-show "sibling" (drive-inspector))
    (cider-inspector-pop)
    (drive-show "popped" (drive-inspector))
    (cider-inspector-set-page-size 50)
    (drive-show "resized" (drive-inspector)))
  (with-current-buffer buffer
    (cider-interactive-eval "(error \"no good\" 1 2)")
    (drive-until "the error" (lambda () (drive-text cider-error-buffer)))
    (cider-inspector-inspect-last-exception 0)
    (drive-show "exception" (drive-inspector))))

(defun drive-stop (buffer)
  "Wait until the debugger has stopped in BUFFER: the expression before point, its value, and the variables."
  (drive-until "a stop" (lambda () (buffer-local-value 'cider--debug-mode buffer)))
  (with-current-buffer buffer
    (list (buffer-substring-no-properties (save-excursion (backward-sexp) (point)) (point))
          (nrepl-dict-get cider--debug-mode-response "debug-value")
          (mapconcat (lambda (local) (string-join local "=")) (nrepl-dict-get cider--debug-mode-response "locals") " "))))

(defun drive-key (key)
  "Press a key of the debugger."
  (let ((last-command-event key))
    (call-interactively (lookup-key cider--debug-mode-map (string key)))))

(defun drive-step (buffer)
  "Step through a procedure, look around there, and go back."
  ;; A user option: the commands that are shown and bound.  It has everything but the one that other servers do not offer.
  (setq cider-debug-prompt-commands (append cider-debug-prompt-commands '((?b "back" "back"))))
  (with-current-buffer buffer
    (cider-load-buffer)
    (drive-until "the file" (lambda () (drive-heard "=> sum-of-squares")))
    (setq drive-messages nil)
    (drive-goto "(+ (square a)")
    (cider-debug-defun-at-point)
    (drive-until "the definition" (lambda () (drive-heard "=> sum-of-squares")))
    (drive-show "instrumented" (nrepl-dict-get (cider-nrepl-sync-request '("op" "cider/debug-instrumented-defs")) "list"))
    (cider-interactive-eval "(sum-of-squares 3 4)"))
  (let (stops)
    (cl-flet ((next () (push (drive-stop buffer) stops))
              (say (function &rest arguments) (with-current-buffer buffer (apply function arguments))))
      (next) (say #'drive-key ?i)
      (next) (say #'drive-key ?n)
      (next) (say #'drive-key ?n)
      (next) (say #'drive-key ?n)
      (next) (say #'drive-key ?n)
      (next) (say #'drive-key ?b)
      (next) (say #'drive-key ?b)
      (next) (say #'drive-key ?n)
      (next) (say #'drive-key ?n)
      (next)
      (drive-show "prompt" (cider--debug-prompt (nrepl-dict-get (buffer-local-value 'cider--debug-mode-response buffer)
                                                                "input-type")))
      (drive-show "stops" (vconcat (nreverse stops)))
      (say #'cider-debug-mode-send-reply "{:response :eval, :code (* 100 (+ a b))}")
      (drive-show "evaluated" (drive-stop buffer))
      (say #'cider-debug-locals)
      (drive-stop buffer)
      (drive-show "locals" (drive-inspector))
      (say #'cider-debug-stacktrace)
      (drive-show "stack" (drive-until "the stack" (lambda () (drive-text cider-error-buffer))))
      (drive-stop buffer)
      (setq drive-messages nil)
      (say #'cider-debug-continue)
      (drive-show "value" (drive-until "the value" (lambda () (drive-heard "=> 25"))))
      (say #'cider-interactive-eval "(sum-of-squares 5 6)")
      (drive-show "again" (drive-stop buffer))
      (say #'drive-goto "(square b)")
      (say #'drive-key ?h)
      (drive-show "here" (drive-stop buffer))
      (say #'cider-debug-quit)
      (drive-show "after" (nrepl-dict-get (cider-nrepl-sync-request:eval "(square 7)") "value")))))

(pcase (drive-arguments)
  (`(,sources ,port ,file ,scenario)
   (condition-case problem
       (drive-run scenario sources port file)
     (error (princ (format "%S\n%S\n" problem (seq-take drive-messages 20)))
            (kill-emacs 1)))
   (kill-emacs 0))
  (other (error "Expected SOURCES PORT FILE SCENARIO, got %S" other)))

;;; drive_cider.el ends here
