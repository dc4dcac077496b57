// A client library made for Google's service: nothing but the address is changed.
const [address, key, text] = process.argv.slice(2);
const axios = require("axios");
axios.interceptors.request.use(request => ({ ...request, url: request.url.replace("https://commentanalyzer.googleapis.com", address) }));
const Perspective = require("perspective-api-client");
new Perspective({ apiKey: key }).analyze(text, { attributes: ["TOXICITY", "insult"] })
  .then(answer => console.log(JSON.stringify(answer)), error => console.log(JSON.stringify({ name: error.name, message: error.message })));
