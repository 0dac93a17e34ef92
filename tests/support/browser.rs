//! A real Chromium for one journey, driven as a person would: it types, chooses, presses by text, and waits until what
//! it expects can be seen. Fresh profile, chromedriver on a free port, all gone at the end.

use crate::site::Site;
use engage::locale::Locale;
use serde_json::{Value, json};
use std::future::Future;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::components::SelectElement;
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::{By, DesiredCapabilities, WebDriver, WebElement};
use tokio::runtime::Runtime;

/// How long something may take to be seen.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is looked for.
const GLANCE: Duration = Duration::from_millis(25);

/// Height of the window in pixels.
const HEIGHT: f64 = 900.0;

const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// How a browser is set.
#[derive(Clone, Copy)]
pub struct Setting {
    pub locale: Locale,
    pub scripts: bool,
    /// Width of the window in pixels.
    pub width: u32,
}

/// A browser at a site.
pub struct Browser {
    pub setting: Setting,
    url: String,
    driver: Option<WebDriver>,
    runtime: Runtime,
    chromedriver: Child,
    _profile: TempDir,
}

impl Browser {
    pub fn start(site: &Site, setting: Setting) -> Self {
        let (chromedriver, port) = chromedriver();
        let profile = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let capabilities = capabilities(setting, profile.path()).unwrap();
        let driver = runtime.block_on(WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities));
        let driver = driver.expect("Chromium starts");
        let url = site.url.clone();
        let browser = Self { setting, url, driver: Some(driver), runtime, chromedriver, _profile: profile };
        browser.look(setting.width, false);
        browser
    }

    /// Shows the page `path` of the site.
    pub fn open(&self, path: &str) {
        self.wait_for(self.driver().goto(format!("{}{path}", self.url))).unwrap();
    }

    /// Shows a page of another site.
    pub fn open_anywhere(&self, url: &str) {
        self.wait_for(self.driver().goto(url)).unwrap();
    }

    /// The path of the page that is shown.
    pub fn path(&self) -> String {
        self.wait_for(self.driver().current_url()).unwrap().path().to_owned()
    }

    /// Makes the window this wide, in light or in dark.
    pub fn look(&self, width: u32, dark: bool) {
        let theme = json!([{ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } }]);
        self.command("Emulation.setEmulatedMedia", json!({ "features": theme }));
        self.resize(width, HEIGHT);
    }

    fn resize(&self, width: u32, height: f64) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", size);
    }

    /// Replaces the content of a field, or chooses the option of this value. Where that changes the form in place, waits
    /// until it has.
    #[track_caller]
    pub fn fill(&self, css: &str, value: &str) {
        let before = self.eventually(&format!("{css} to take {value:?}"), async |driver: &WebDriver| {
            let field = driver.find(By::Css(css)).await?;
            let is_picker = field.attr("role").await?.as_deref() == Some("combobox");
            let held = if is_picker { field.attr("data-key").await? } else { field.prop("value").await? };
            let before = self.changes_by(&field).await?.filter(|_| held.as_deref() != Some(value));
            if is_picker {
                if before.is_none() {
                    return Ok(None);
                }
                field.click().await?;
                driver.find(By::Css(format!("[role=option][data-key='{value}']"))).await?.click().await?;
            } else if field.tag_name().await? == "select" {
                field.find(By::Css(format!("option[value='{value}']"))).await?;
                SelectElement::new(&field).await?.select_by_value(value).await?;
            } else if field.attr("type").await?.as_deref() == Some("file") {
                field.send_keys(value).await?;
                return Ok(None);
            } else {
                field.clear().await?;
                field.send_keys(value).await?;
            }
            Ok(before)
        });
        self.until_changed(before);
    }

    /// Presses keys in what the selector finds.
    #[track_caller]
    pub fn keys(&self, css: &str, keys: &str) {
        self.eventually(&format!("{css} to take keys"), async |driver: &WebDriver| {
            driver.find(By::Css(css)).await?.send_keys(keys).await
        });
    }

    /// Ticks a box or a radio button, or presses a button, that the selector finds.
    #[track_caller]
    pub fn click(&self, css: &str) {
        self.eventually(&format!("{css} to click"), async |driver: &WebDriver| {
            driver.find(By::Css(css)).await?.click().await
        });
    }

    /// Presses the visible button, or follows the visible link, of this text or `aria-label`.
    #[track_caller]
    pub fn press(&self, text: &str) {
        let before = self.eventually(&format!("a button or link {text:?}"), async |driver: &WebDriver| {
            let quote = if text.contains('\'') { '"' } else { '\'' };
            let same = format!("[normalize-space()={quote}{text}{quote} or @aria-label={quote}{text}{quote}]");
            let xpath = format!("//button[not(@aria-hidden)]{same} | //a[@href]{same}");
            let mut visible = None;
            for found in driver.find_all(By::XPath(xpath)).await? {
                if visible.is_none() && found.is_displayed().await? {
                    visible = Some(found);
                }
            }
            let Some(found) = visible else { return driver.find(By::Css("#not-shown")).await.map(|_| None) };
            let before = self.changes_by(&found).await?;
            found.click().await?;
            Ok(before)
        });
        self.until_changed(before);
    }

    /// Waits until the one thing that the selector finds shows this text.
    #[track_caller]
    pub fn sees(&self, css: &str, text: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            let shown = self.texts(css);
            if shown == [text] {
                return;
            }
            assert!(Instant::now() < end, "{} shows {css} as {shown:?}, not {text:?}", self.path());
            std::thread::sleep(GLANCE);
        }
    }

    /// The visible texts of what the selector finds now.
    pub fn texts(&self, css: &str) -> Vec<String> {
        let read = async {
            let mut texts = Vec::new();
            for found in self.driver().find_all(By::Css(css)).await? {
                if found.is_displayed().await? {
                    // WebDriver's own idea of a text makes plain spaces of no-break spaces.
                    texts.push(found.prop("innerText").await?.unwrap_or_default().trim().to_owned());
                }
            }
            WebDriverResult::Ok(texts)
        };
        // A page that changes while it is read is read again by whoever waits for it.
        self.wait_for(read).unwrap_or_default()
    }

    /// How many things the selector finds now, seen or not.
    pub fn count(&self, css: &str) -> usize {
        self.wait_for(self.driver().find_all(By::Css(css))).map_or(0, |found| found.len())
    }

    /// What a field holds.
    #[track_caller]
    pub fn value(&self, css: &str) -> String {
        let read = async |driver: &WebDriver| driver.find(By::Css(css)).await?.prop("value").await;
        self.eventually(css, read).unwrap_or_default()
    }

    /// Runs a script of the test's own, which is allowed what the page's are not; it answers through its last argument.
    pub fn ask(&self, script: &str, arguments: Vec<Value>) -> Value {
        let answer = self.wait_for(self.driver().execute_async(script, arguments)).unwrap();
        answer.json().clone()
    }

    /// Keeps a picture of the whole page in the folder that ENGAGE_SCREENSHOTS names.
    pub fn picture(&self, name: &str, width: u32) {
        let Some(folder) = std::env::var_os("ENGAGE_SCREENSHOTS").map(PathBuf::from) else { return };
        std::fs::create_dir_all(&folder).unwrap();
        let metrics = self.command("Page.getLayoutMetrics", json!({}));
        self.resize(width, metrics["cssContentSize"]["height"].as_f64().expect("a height").ceil());
        self.wait_for(self.driver().screenshot(&folder.join(format!("{name}.png")))).unwrap();
        self.resize(width, HEIGHT);
    }

    /// How often forms have changed in place on this page.
    async fn changes(driver: &WebDriver) -> WebDriverResult<i64> {
        let sum = "return [...document.forms].reduce((sum, form) => sum + Number(form.dataset.changes || 0), 0)";
        Ok(driver.execute(sum, Vec::new()).await?.json().as_i64().unwrap_or(0))
    }

    /// Waits until a form has changed in place more often than `before`; `None` if it does not change.
    #[track_caller]
    fn until_changed(&self, before: Option<i64>) {
        let Some(before) = before else { return };
        let end = Instant::now() + PATIENCE;
        while self.wait_for(Self::changes(self.driver())).is_ok_and(|changes| changes <= before) {
            assert!(Instant::now() < end, "the form does not change");
            std::thread::sleep(GLANCE);
        }
    }

    /// How often forms have changed, if they change when this element is used.
    async fn changes_by(&self, element: &WebElement) -> WebDriverResult<Option<i64>> {
        let changes_in_place = self.setting.scripts && element.attr("data-fragment").await?.is_some();
        Ok(if changes_in_place { Some(Self::changes(self.driver()).await?) } else { None })
    }

    /// Tries until it can be done.
    #[track_caller]
    fn eventually<T>(&self, what: &str, act: impl AsyncFn(&WebDriver) -> WebDriverResult<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.wait_for(act(self.driver())) {
                Ok(done) => return done,
                Err(error) if Instant::now() >= end => {
                    panic!(
                        "{}: {what}: {error}; it shows {:?}",
                        self.path(),
                        self.texts("h1, .errors, .notice, button")
                    )
                }
                Err(_) => std::thread::sleep(GLANCE),
            }
        }
    }

    /// Gives Chromium a command of its DevTools.
    pub fn command(&self, command: &str, parameters: Value) -> Value {
        self.wait_for(self.driver().cdp().send_raw(command, parameters)).unwrap()
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("the browser runs until it is dropped")
    }

    fn wait_for<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take()
            && let Err(error) = self.runtime.block_on(driver.quit())
        {
            eprintln!("Chromium did not end well: {error}");
        }
        // It may have ended by itself.
        self.chromedriver.kill().ok();
        self.chromedriver.wait().ok();
    }
}

/// Tries to start chromedriver. It takes the same free port for both versions of the network's protocol, and gives up when
/// the port that is free for one is not for the other.
const TRIES: usize = 5;

/// Starts chromedriver, which says on which free port it listens.
fn chromedriver() -> (Child, u16) {
    (0..TRIES).find_map(|_| try_chromedriver()).expect("chromedriver says its port")
}

fn try_chromedriver() -> Option<(Child, u16)> {
    let mut child = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("no chromedriver to test with: run bin/test");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let port = lines.map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    if port.is_none() {
        child.wait().expect("chromedriver has ended");
    }
    Some((child, port?))
}

fn capabilities(setting: Setting, profile: &Path) -> WebDriverResult<thirtyfour::ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in FLAGS {
        capabilities.add_arg(flag)?;
    }
    capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    capabilities.add_arg(&format!("--window-size={},900", setting.width.max(600)))?;
    let mut preferences = json!({ "intl.accept_languages": setting.locale.tag() });
    if !setting.scripts {
        preferences["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    capabilities.add_experimental_option("prefs", preferences)?;
    Ok(capabilities)
}
