/** Ways to write “this machine, that port” which somebody, somewhere, let through. `port` is where the canary listens. */
export function addressesOfThisMachine(port: number): readonly string[] {
  const v4 = ['127.0.0.1', '127.1', '127.0.1', '127.255.255.254', '127.0.0.2', '0x7f.0.0.1', '0x7f000001', '0x7F.1', '0177.0.0.1', '017700000001', '2130706433', '0177.0x0.0.1', '127.0.0.1.', '0', '0.0.0.0', '0x0', '00000000', '①②⑦.⓪.⓪.①', '127。0。0。1', '１２７.0.0.1', '127%2e0%2e0%2e1', '%31%32%37.0.0.1', '0x7f.0x0.0x0.0x1', '127.0x1', '0177.1', '127.0.0.01', '127.000.000.001']
  const v6 = ['::1', '0:0:0:0:0:0:0:1', '0000::0001', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:7f00:0001', '0:0:0:0:0:ffff:127.0.0.1', '0:0:0:0:0:ffff:7f00:1', '::127.0.0.1', '::7f00:1', '64:ff9b::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::7f00:1', '2002:7f00:1::', '::ffff:0:127.0.0.1', '::', '::ffff:0.0.0.0', 'fe80::1', 'fec0::1', 'ff02::1']
  const names = ['localhost', 'LOCALHOST', 'localhost.', 'LocalHost', 'x.localhost', 'localhost.localdomain', 'ip6-localhost']
  const hosts = [...v4, ...v6.map(each => `[${each}]`), ...names]
  return [...hosts.map(host => `http://${host}:${port}`), ...['127.0.0.1', 'localhost', '[::1]'].map(host => `https://${host}:${port}`)]
}

/** Where clouds keep their secrets: no canary can stand there, the relay must refuse before it connects. */
export const METADATA = ['http://169.254.169.254', 'http://169.254.170.2', 'http://[fd00:ec2::254]', 'http://168.63.129.16', 'http://100.100.100.200', 'http://192.0.0.192', 'http://[::ffff:169.254.169.254]', 'http://[::ffff:a9fe:a9fe]', 'http://0xa9fea9fe', 'http://2852039166', 'http://169.254.169.254.', 'http://[64:ff9b::a9fe:a9fe]'] as const

/** `providerurl` of the VDXP adapter and what rides on it; `honest` is the registered address. */
export function providerUrls(canary: string, honest: string): readonly string[] {
  const [host, honestHost] = [new URL(canary).host, new URL(honest).host]
  return [canary, `${canary}/`, `http://${honestHost}@${host}/`, `http://user:pass@${host}/`, `${honest}@${host}/`, `http://${host}#@${honestHost}/`, `http://${host}\\@${honestHost}/`, `http://${honestHost}\\@${host}/`, `http://${host}?${honest}`, `//${host}/`, `\\\\${host}\\`, `http:${host}`, `http:/${host}`, `http:///${host}`, ` ${canary}`, `\t${canary}`, `HTTP://${host}`,
    `gopher://${host}/_GET`, `file:///etc/passwd`, `ftp://${host}/`, `dict://${host}/`, `jar:${canary}!/`, `javascript:fetch('${canary}')`, `data:text/plain,${canary}`, `${honest}.${host}`, `${honest}%2f@${host}`, `${honest}%00@${host}`, `${honest}\r\nHost: ${host}`, `${canary}\r\nX: y`, `${honest}#${canary}`, `${honest}/../..//${host}/`, `${honest}?next=${canary}`]
}

/** Paths and headers by which an address could be smuggled past the registered one; sent raw. */
export function smuggledRequests(service: string, canary: string): readonly string[] {
  const { host } = new URL(canary)
  const own = 'X-Road-Client: DEV/COM/4321/TestClient\r\n'
  const get = (target: string, headers = 'Host: gateway\r\n'): string => `GET ${target} HTTP/1.1\r\n${headers}${own}Connection: close\r\n\r\n`
  return [get(`${service}//${host}/`), get(`${service}/${canary}/`), get(`${service}/@${host}/`), get(`${service}@${host}/`), get(`${service}/\\\\${host}\\`), get(`${service}/%2f%2f${host}/`), get(`${service}/..//${host}/`), get(`${service}?url=${canary}`), get(`${service}#@${host}/`),
    get(`${canary}${service}`), get(`${canary}/`), get(service, `Host: ${host}\r\n`), get(service, `Host: gateway\r\nX-Forwarded-Host: ${host}\r\nX-Forwarded-Server: ${host}\r\nForwarded: host=${host}\r\nX-Original-URL: ${canary}\r\nX-Rewrite-URL: ${canary}\r\n`), get(`${service}/%0d%0aHost:%20${host}%0d%0a`), get(`${service}/x\tHTTP/1.1`), `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`]
}
