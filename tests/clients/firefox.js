// usage: node firefox.js FIREFOX ADDRESS — opens the map in Firefox and prints what it saw as JSON.
import puppeteer from "puppeteer-core";

const [executablePath, address] = process.argv.slice(2);
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
const page = await browser.newPage();
const errors = [];
page.on("pageerror", (error) => errors.push(String(error)));
page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
await page.goto(`${address}/?lang=en&tool=distance`);
await page.waitForSelector("#map_1 .mark-icon");
// Waiting for a function would evaluate text, which the page's policy forbids.
const count = () => page.$$eval("#map_1 .mark-icon", (all) => all.length);
for (let turn = 0; turn < 50 && (await count()) < 75; turn += 1) await new Promise((go) => setTimeout(go, 100));
const marks = await count();
await page.waitForSelector("#distance .answer");
const sentence = await page.$eval("#distance .answer", (one) => one.textContent);
await page.goto(`${address}/?lang=ja&feature=us_bases/kadena-ab`);
await page.waitForSelector("#card h2");
const card = await page.$eval("#card h2", (one) => one.textContent);
await page.goto(`${address}/embed?live=1`);
await page.waitForSelector(".mark-icon");
console.log(JSON.stringify({ marks, sentence, card, errors }));
await browser.close();
