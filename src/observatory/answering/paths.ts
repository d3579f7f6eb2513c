// The address on which the city answers a survey itself.
export const answerPath = '/observatory/answer'
