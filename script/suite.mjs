// Runs the suite on one database or on several one after another, in one process, and says what came of it, whatever happens to it: a test
// that takes too long, a run that breaks off or never ends, a process that is left behind. Ends with "N passed, N failed" alone on its line.
//   node script/suite.mjs REPORTS SECONDS DATABASE[=CONNECTION] … [-- OPTIONS OF THE RUNNER]
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";

const [reports, seconds, ...rest] = process.argv.slice(2);
const split = rest.indexOf("--");
const databases = split < 0 ? rest : rest.slice(0, split);
const options = split < 0 ? [] : rest.slice(split + 1);
// Whoever ends this ends what it started.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => process.exit(1));
const began = Date.now();
const cpus = availableParallelism();
const took = since => ((Date.now() - since) / 1000).toFixed(1) + " s";
/** A run that has reported its end may take this long to go; then something in it was never ended. */
const leave = 30_000;

const runs = await run();
const all = runs.flatMap(run => run.ended);
console.log("\nThe ten slowest:");
for (const test of all.toSorted((a, b) => b.time - a.time).slice(0, 10)) console.log(`  ${test.time.toFixed(1)} s  ${test.name} (${test.database})`);
writeFileSync(`${reports}/times.tsv`, all.map(test => [test.time.toFixed(3), test.database, test.state, test.name].join("\t") + "\n").join(""));
for (const test of all.filter(test => test.state === "skipped")) console.log(`Skipped on ${test.database}: ${test.name}: ${test.why}`);
const failures = runs.flatMap(run => run.failures);
if (failures.length) console.log("\nFailed:");
for (const failure of failures) console.log(`  ${failure}`);
const passed = all.filter(test => test.state === "passed").length;
if (passed === 0 && failures.length === 0) failures.push("No test ran.");
for (const run of runs) console.log(`${run.database}: ${run.ended.length} tests in ${run.took}`);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length ? 1 : 0;

async function run() {
  const results = databases.map(argument => ({ database: argument.split("=")[0], began, ended: [], failures: [], took: "" }));
  // The runner works in the folder of its program.
  const traces = resolve(reports, "traces");
  for (const { database } of results) mkdirSync(resolve(reports, database), { recursive: true });
  const running = new Map();
  /** How many of them have been heard to their end. */
  let done = 0;
  const now = () => results[Math.min(done, results.length - 1)];
  const fail = (name, why, detail = "") => {
    const { database, failures } = now();
    failures.push(`${name} (${database}): ${why.split("\n")[0].slice(0, 300)}`);
    console.log(`\n[FAIL] ${name} (${database})\n${why}\n${detail}`);
    writeFileSync(`${resolve(reports, database)}/${name.replace(/[^\w.,()-]+/g, "_").slice(0, 180)}.txt`, `${name}\n\n${why}\n${detail}\n`);
  };

  const on = databases.flatMap(argument => argument.includes("=") ? ["--postgres", argument.slice(argument.indexOf("=") + 1)] : ["--sqlite"]);
  const child = spawn("dotnet", ["exec", "tests/bin/Release/net10.0/Parley.Tests.dll", ...on, "-noLogo", "-noColor", "-noAutoReporters", "-reporter", "json",
    "-maxThreads", String(2 * cpus), ...options], {
    // A group of its own, so that everything it starts can be ended with it.
    detached: true, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, PARLEY_TEST_TRACES: traces },
  });
  const group = signal => { try { process.kill(-child.pid, signal); } catch { /* All of it has ended. */ } };
  const stop = () => group("SIGKILL");
  process.on("exit", stop);
  let noise = "";
  child.stderr.on("data", data => { noise = (noise + data).slice(-20_000); });

  const bound = setTimeout(() => {
    for (const { name, since } of running.values()) fail(name, `Had not ended after ${took(since)}, when the bound of the whole suite, ${seconds} s, was over.`);
    if (running.size === 0) fail("The suite", `Its bound of ${seconds} s was over.`);
    running.clear();
    stop();
  }, seconds * 1000 - (Date.now() - began));
  let leaving;

  let buffer = "";
  child.stdout.setEncoding("utf8").on("data", data => {
    const lines = (buffer + data).split("\n");
    buffer = lines.pop();
    for (const line of lines) {
      const start = line.indexOf("{");
      if (start >= 0) try { hear(JSON.parse(line.slice(start).replace(/\u001b\[\d*m/g, ""))); } catch { noise += line + "\n"; }
    }
  });

  function hear(message) {
    const test = running.get(message.TestUniqueID);
    switch (message.$type) {
      case "test-starting": running.set(message.TestUniqueID, { name: message.TestDisplayName, since: Date.now(), output: "" }); break;
      case "test-passed": end("passed"); break;
      case "test-skipped": end("skipped", message.Reason); break;
      case "test-failed": {
        const why = (message.Messages ?? []).filter(Boolean).join("\n") || String(message.ExceptionTypes);
        fail(test?.name ?? "A test", why, `${(message.StackTraces ?? []).filter(Boolean).join("\n")}\n${message.Output ?? ""}`);
        end("failed");
        break;
      }
      case "test-assembly-starting": clearTimeout(leaving); now().began = Date.now(); break;
      case "test-assembly-finished":
        now().took = took(now().began);
        done++;
        leaving = setTimeout(() => { fail("The run", "Did not end after its last test."); stop(); }, leave);
        break;
      // What fails outside of a test: a fixture that can't be made or undone.
      case "error-message": case "test-assembly-cleanup-failure": case "test-collection-cleanup-failure": case "test-class-cleanup-failure":
      case "test-method-cleanup-failure": case "test-case-cleanup-failure": case "test-cleanup-failure":
        fail(test?.name ?? message.$type, (message.Messages ?? []).join("\n"), (message.StackTraces ?? []).join("\n"));
    }
    function end(state, why) {
      running.delete(message.TestUniqueID);
      now().ended.push({ name: test?.name ?? "?", state, why, time: Number(message.ExecutionTime ?? 0), database: now().database });
    }
  }

  await new Promise(done => child.on("exit", done));
  clearTimeout(bound);
  clearTimeout(leaving);
  await new Promise(done => setTimeout(done, 200));
  for (const { name } of running.values()) fail(name, "The run broke off while this test ran.", noise);
  if (done < results.length && now().failures.length === 0) fail("The run", "Ended without a report.", noise);
  for (const left of await remains(child.pid)) fail("A process was left behind", left);
  stop();
  return results;
}

/** The command lines of what still runs in a process group, some seconds after its leader has ended. */
async function remains(group) {
  let left = [];
  for (let tries = 0; tries < 50; tries++) {
    left = readdirSync("/proc").filter(name => /^\d+$/.test(name)).flatMap(pid => {
      try {
        const [, state, , pgrp] = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^\d+ \(.*\) /, "x ").split(" ");
        return Number(pgrp) === group && state !== "Z" ? [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim()] : [];
      } catch { return []; }
    });
    if (left.length === 0) return [];
    await new Promise(done => setTimeout(done, 100));
  }
  return left;
}
