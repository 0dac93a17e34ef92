//! Whether pages are sound: axe-core looks at each in light and dark, on a phone's width and a desk's, and the Nu HTML
//! checker reads what the server sent. bin/test says where both are; what is not there is left out by name.

use crate::browser::Browser;
use crate::site::left_out;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

const LOOKS: [(u32, bool); 4] = [(1440, false), (390, false), (390, true), (1440, true)];

/// Answers with what axe-core finds wrong, and by how many pixels the page is wider than the window.
const AXE: &str = "
    const answer = arguments[1];
    if (!window.axe) window.eval(arguments[0]);
    const wider = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    window.axe.run(document, { resultTypes: ['violations'] }).then(
        found => answer({ wider, violations: found.violations.flatMap(rule => rule.nodes.map(
            node => `${rule.id}: ${rule.help}: ${node.html.slice(0, 200)} ${node.any.map(one => one.message).join(' ')}`)) }),
        error => answer({ wider, violations: [String(error)] }));";

/// Answers with the page as the server sends it, or as it is where it answers a post.
const SOURCE: &str = "
    const [posted, answer] = arguments;
    if (posted) answer('<!doctype html>' + document.documentElement.outerHTML);
    else fetch(location.href).then(page => page.text()).then(answer);";

/// Pages looked at, and what was found wrong.
pub struct Checks {
    axe: Option<String>,
    nu_checker: Option<PathBuf>,
    sources: TempDir,
    faults: Vec<String>,
    pages: usize,
}

impl Checks {
    pub fn new() -> Self {
        let axe = std::env::var_os("ENGAGE_TEST_AXE").map(|path| std::fs::read_to_string(path).unwrap());
        let nu_checker = std::env::var_os("ENGAGE_TEST_VNU").map(PathBuf::from);
        if axe.is_none() {
            left_out("axe-core: ENGAGE_TEST_AXE does not say where it is");
        }
        if nu_checker.is_none() {
            left_out("the Nu HTML checker: ENGAGE_TEST_VNU does not say where it is");
        }
        Self { axe, nu_checker, sources: tempfile::tempdir().unwrap(), faults: Vec::new(), pages: 0 }
    }

    /// Looks at the page that the browser shows.
    pub fn look_at(&mut self, browser: &Browser, name: &str) {
        self.look(browser, name, false);
    }

    /// Looks at a page that answers a post, and cannot be fetched again.
    pub fn look_at_answer(&mut self, browser: &Browser, name: &str) {
        self.look(browser, name, true);
    }

    fn look(&mut self, browser: &Browser, name: &str, posted: bool) {
        self.pages += 1;
        let source = browser.ask(SOURCE, vec![json!(posted)]);
        let file = format!("{:02}-{name}-{}", self.pages, browser.setting.locale.tag());
        std::fs::write(self.sources.path().join(format!("{file}.html")), source.as_str().expect("a page")).unwrap();
        for (width, dark) in LOOKS {
            let look = format!("{file}-{width}-{}", if dark { "dark" } else { "light" });
            browser.look(width, dark);
            browser.picture(&look, width);
            let Some(axe) = &self.axe else { continue };
            let found = browser.ask(AXE, vec![json!(axe)]);
            let violations = found["violations"].as_array().expect("a list").iter().filter_map(Value::as_str);
            self.faults.extend(violations.map(|fault| format!("{look}: {fault}")));
            if found["wider"] != 0 {
                self.faults.push(format!("{look}: is {} pixels wider than the window", found["wider"]));
            }
        }
        browser.look(browser.setting.width, false);
    }

    /// Lets the Nu checker read the pages, and fails when anything was wrong with any.
    pub fn finish(mut self) {
        if let Some(checker) = &self.nu_checker {
            let mut java = Command::new("java");
            java.arg("-jar").arg(checker).args(["--format", "json", "--exit-zero-always"]).arg(self.sources.path());
            let output = java.output().expect("java runs");
            let report: Value = serde_json::from_slice(&output.stderr)
                .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
            for found in report["messages"].as_array().expect("a list") {
                let page = found["url"].as_str().and_then(|url| url.rsplit('/').next()).unwrap_or_default();
                self.faults.push(format!("{page}: {}: {}", found["message"], found["extract"]));
            }
        }
        assert!(
            self.faults.is_empty(),
            "{} faults on {} pages:\n{}",
            self.faults.len(),
            self.pages,
            self.faults.join("\n")
        );
    }
}
