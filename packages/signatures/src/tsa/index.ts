// The door of timestamps: asking servers, answering in tests, reading what comes.
export { askTimestamp, type TimestampOptions } from './ask-timestamp.ts'
export { timestampSender, type SendToServer, type ServerLogin } from './send-request.ts'
export { answerTimestamp, timestampResponder } from './answer-timestamp.ts'
export { checkToken, readToken, type TimestampToken } from './token.ts'
