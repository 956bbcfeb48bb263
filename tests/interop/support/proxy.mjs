// A line between client and server that a test can stop and cut.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export class Proxy {
    #server;
    #pairs = new Set();
    #is_deaf = false;
    #is_cut = false;

    // What the server said to nobody.
    unheard = '';

    static async to(port) {
        const proxy = new Proxy();
        proxy.#server = createServer((client) => {
            if (proxy.#is_cut) client.destroy();
            else proxy.#join(client, connect(port, '127.0.0.1'));
        });
        proxy.#server.listen(0, '127.0.0.1');
        await once(proxy.#server, 'listening');
        proxy.url = `http://127.0.0.1:${proxy.#server.address().port}`;
        return proxy;
    }

    // From now on nothing that the server says arrives.
    deafen() {
        this.#is_deaf = true;
    }

    // The network fails, until it is mended.
    cut() {
        this.#is_cut = true;
        for (const [client, server] of this.#pairs) {
            client.destroy();
            server.destroy();
        }
    }

    mend() {
        this.#is_deaf = false;
        this.#is_cut = false;
    }

    async close() {
        this.cut();
        this.#server.close();
        await once(this.#server, 'close');
    }

    #join(client, server) {
        const pair = [client, server];
        this.#pairs.add(pair);
        client.on('data', (bytes) => server.write(bytes));
        server.on('data', (bytes) => {
            if (this.#is_deaf) this.unheard += bytes.toString('latin1');
            else client.write(bytes);
        });
        for (const [one, other] of [[client, server], [server, client]]) {
            one.on('error', () => {});  // 'close' follows
            one.on('close', () => { other.destroy(); this.#pairs.delete(pair); });
        }
    }
}
