;; Run by test_clojure_client.py with Debian's nREPL on the class path: nrepl.core against the port in the first
;; argument. Prints one line per step: its name, a tab, what was seen as EDN.
(require '[nrepl.core :as nrepl])

(let [port (Long/parseLong (first *command-line-args*))
      show (fn [name seen] (println (str name "\t" (pr-str seen))))
      told (fn [replies] (select-keys (nrepl/combine-responses replies) [:value :out :ns]))]
  (with-open [connection (nrepl/connect :port port)]
    (let [client (nrepl/client connection 10000)
          main (nrepl/new-session client)
          session (nrepl/client-session client :session main)
          ask (fn [request] (doall (nrepl/message session request)))]
      (show "describe" (->> (ask {:op "describe" :verbose? "true"}) nrepl/combine-responses :ops :eval :doc string?))
      (show "values" (told (ask {:op "eval" :code "(define x 5) (* x 2) (* x 3)"})))
      (show "output" (told (ask {:op "eval" :code "(display \"λ\") (newline) 1"})))
      (show "error" (->> (ask {:op "eval" :code "(car 5)"}) nrepl/combine-responses :status))
      (show "load-file" (told (ask {:op "load-file" :file "(define y 6)\n(* x y)" :file-name "y.scm"})))
      (show "completions" (->> (ask {:op "completions" :prefix "string-app"}) nrepl/combine-responses :completions
                               (map :candidate)))
      (show "clone" (let [copy (nrepl/client-session client :clone main)]
                      (told (doall (nrepl/message copy {:op "eval" :code "(+ x y)"})))))
      (show "interrupt" (let [running (nrepl/message session {:op "eval" :id "loop" :code "(let loop () (loop))"})]
                          (Thread/sleep 200)
                          ;; a message of its own, without a session's filter: both requests' replies come mixed
                          (nrepl.transport/send connection {:op "interrupt" :id "stop" :session main
                                                            :interrupt-id "loop"})
                          (->> running doall nrepl/combine-responses :status)))
      (show "after" (told (ask {:op "eval" :code "(- x y)"})))
      (show "close" (->> (ask {:op "close"}) nrepl/combine-responses :status)))))
(shutdown-agents)
