// The door of HTTP: what handlers take and give, and how a server of Node carries them.
export { listenerFor, type HttpAnswer, type HttpHandler, type HttpRequest } from './exchange.ts'
