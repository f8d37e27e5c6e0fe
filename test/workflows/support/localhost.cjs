// Every name below .localhost is this machine, as in browsers; the resolver of many systems does not know.
const dns = require('node:dns');
const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest);
