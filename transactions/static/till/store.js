/* The sales that wait in this browser, oldest first. What is added has reached the disk. */
"use strict";

globalThis.till ??= {};

(() => {
    const DATABASE = "till";
    const SALES = "sales";
    let opened;

    function open() {
        opened ??= new Promise((resolve, reject) => {
            const request = indexedDB.open(DATABASE, 1);
            request.onupgradeneeded = () => {
                const options = { keyPath: "number", autoIncrement: true };
                const sales = request.result.createObjectStore(SALES, options);
                sales.createIndex("key", "key", { unique: true });
            };
            request.onsuccess = () => {
                request.result.onclose = () => {
                    opened = undefined;
                };
                resolve(request.result);
            };
            request.onerror = () => {
                opened = undefined;
                reject(request.error);
            };
        });
        return opened;
    }

    async function use(mode, act) {
        const database = await open();
        return new Promise((resolve, reject) => {
            const transaction = database.transaction(SALES, mode, { durability: "strict" });
            const request = act(transaction.objectStore(SALES));
            transaction.oncomplete = () => resolve(request.result);
            transaction.onabort = () => reject(transaction.error);
        });
    }

    till.store = {
        add: (sale) => use("readwrite", (sales) => sales.add(sale)),
        put: (sale) => use("readwrite", (sales) => sales.put(sale)),
        remove: (number) => use("readwrite", (sales) => sales.delete(number)),
        get: (number) => use("readonly", (sales) => sales.get(number)),
        list: () => use("readonly", (sales) => sales.getAll()),
    };
})();
