// Run by test_debug_adapter.py as a program of its own: the npm client that debug adapters are tested with, against
// `omega dap`, whose command is argv[2]; the module's path is argv[3], the program to debug argv[4]. Prints one JSON
// object: what each step saw. Uses the client's own calls only.
'use strict'

const { DebugClient } = require(process.argv[3])
const [command, , program] = process.argv.slice(2)
const THREAD = { threadId: 1 }
const seen = { output: {} }

async function main () {
  const client = new DebugClient(command, 'dap', 'omega', { cwd: require('path').dirname(program) })
  client.defaultTimeout = 30000
  await client.start()
  client.on('output', ({ body }) => {
    seen.output[body.category] = (seen.output[body.category] || '') + body.output
  })

  // One step: the request, and where the program stops after it.
  async function go (name, request, reason, line) {
    const stopped = client.assertStoppedLocation(reason, { path: program, line })
    await request
    const { body } = await stopped
    seen[name] = body.stackFrames.map(frame => [frame.name, frame.line])
    return body.stackFrames[0]
  }
  async function locals (frame) {
    const { body } = await client.scopesRequest({ frameId: frame.id })
    const scope = body.scopes.find(each => each.name === 'Locals')
    const found = await client.variablesRequest({ variablesReference: scope.variablesReference })
    return Object.fromEntries(found.body.variables.map(variable => [variable.name, variable.value]))
  }
  const answer = async expression => {
    const { body } = await client.stackTraceRequest(THREAD)
    return (await client.evaluateRequest({ expression, frameId: body.stackFrames[0].id, context: 'watch' })).body.result
  }

  // The breakpoint is on a line whose code is there once the program is loaded.
  await client.hitBreakpoint({ program }, { path: program, line: 4, verified: false })
  const { body } = await client.stackTraceRequest(THREAD)
  seen.breakpoint = body.stackFrames.map(frame => [frame.name, frame.line])
  seen.locals = await locals(body.stackFrames[0])
  seen.evaluated = await answer('(* n 100)')

  const deeper = await go('continue', client.continueRequest(THREAD), 'breakpoint', 4)
  seen.deeper = await locals(deeper)
  await client.setBreakpointsRequest({ source: { path: program }, breakpoints: [] })
  const back = await go('reverseContinue', client.reverseContinueRequest(THREAD), 'step')
  seen.start = back.line
  for (const line of [5, 6, 7]) await go('next' + line, client.nextRequest(THREAD), 'step', line)
  await go('stepIn', client.stepInRequest(THREAD), 'step', 2)
  await go('stepOut', client.stepOutRequest(THREAD), 'step')
  await go('stepBack', client.stepBackRequest(THREAD), 'step')
  await go('back', client.stepBackRequest(THREAD), 'step')

  // The error at the end, which nobody handles, and the output before it: printed once, however often it was run.
  await go('exception', client.continueRequest(THREAD), 'exception', 9)
  seen.exceptionInfo = (await client.exceptionInfoRequest(THREAD)).body
  const over = Promise.all([client.waitForEvent('exited'), client.waitForEvent('terminated')])
  await client.continueRequest(THREAD)
  seen.exited = (await over)[0].body
  await client.stop()
}

main().then(
  () => { console.log(JSON.stringify(seen)); process.exit(0) },
  error => { console.error(error, JSON.stringify(seen)); process.exit(1) }
)
