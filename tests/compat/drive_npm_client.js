// Run by test_npm_client.py as a program of its own: nrepl-client against the port in argv[2]; the module's path is
// argv[3]. Prints one JSON object: the messages each step's callback was given. Uses the client's own calls only.
'use strict'

const client = require(process.argv[3])
const connection = client.connect({ host: '127.0.0.1', port: Number(process.argv[2]) })
const seen = {}

// The client calls back once per message that has a status, each time with all of them so far: keep the last.
function step (name, call) {
  return new Promise((resolve, reject) => {
    call((error, messages) => {
      if (error) return reject(new Error(name + ': ' + error))
      seen[name] = messages
      if (messages.some(message => (message.status || []).includes('done'))) resolve(messages)
    })
  })
}

async function main () {
  await step('describe', back => connection.describe(undefined, true, back))
  const [cloned] = await step('clone', back => connection.clone(back))
  const session = cloned['new-session']
  await step('value', back => connection.eval('(+ 1 2)', undefined, session, back))
  await step('ns', back => connection.eval('(+ 1 3)', 'user', session, back))
  await step('forms', back => connection.eval('(define x 20) (+ x 1) (+ x 2)', undefined, session, back))
  const printing = '(display "größer λ") (newline) (display 2) \'ok'
  await step('output', back => connection.eval(printing, undefined, session, back))
  await step('error', back => connection.eval('(car 5)', undefined, session, back))
  await step('after', back => connection.eval('(+ x 3)', undefined, session, back))
  const file = '(define (square n) (* n n))\n(square 12)'
  await step('load', back => connection.loadFile(file, 'square.scm', '/tmp/square.scm', back))
  await step('ephemeral', back => connection.eval('"no session"', back))
  const running = step('loop', back => connection.eval('(let loop () (loop))', undefined, session, 'the-loop', back))
  await step('interrupt', back => connection.interrupt(session, 'the-loop', back))
  await running
  await step('again', back => connection.eval('(* x x)', undefined, session, back))
  await step('sessions', back => connection.lsSessions(back))
  await step('close', back => connection.close(session, back))
  seen.left = connection.sessions
  process.stdout.write(JSON.stringify(seen))
  connection.end()
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
